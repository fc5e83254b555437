import { beforeAll, expect, test } from "vitest";
import { speak } from "@/i18n/i18n";
import { targetWords } from "./target-words";

beforeAll(() => speak("en"));

test.each([
	["24h", "24 h"],
	["90m", "90 min"],
	["8h open", "8 h of opening hours"],
	["3wd", "3 working days"],
	["1wd", "1 working day"],
	["every 1w", "every week"],
	["every 2w", "every 2 weeks"],
	["every 1mo", "every month"],
	["every 3wd", "every 3 working days"],
	["none", "no limit"],
	["by lunar festival", "by lunar festival"],
])("%s reads %s", (target, words) => {
	expect(targetWords(target).toLowerCase()).toBe(words);
});
