import { beforeAll, expect, it } from "vitest";
import { speak } from "@/i18n/i18n";
import { textOf } from "./text-draft";

beforeAll(() => speak("zh-CN"));

const cell = (match: Record<string, string>, response: string, solution: string) => ({ match, targets: { response: { target: response }, solution: { target: solution } } });
const cells = [
	cell({ tier: "vip", urgency: "urgent", type: "technical" }, "2h", "24h"),
	cell({ tier: "vip", urgency: "urgent", type: "service" }, "2h", "24h"),
	cell({ tier: "vip", urgency: "general", type: "technical" }, "24h", "48h"),
	cell({ tier: "ordinary", urgency: "urgent", type: "technical" }, "48h", "none"),
];

it("says once what several cases owe, and what tells them from the others", () => {
	expect(textOf(cells, "vip").split("\n")).toEqual(["紧急：首次响应 2 小时、解决 24 小时", "一般 · 技术：首次响应 24 小时、解决 48 小时"]);
});

it("says nothing of the others' tier, and all for all", () => {
	expect(textOf(cells, "ordinary")).toBe("首次响应 48 小时、解决 不设时限");
	expect(textOf(cells, "all").split("\n")).toHaveLength(3);
	expect(textOf([], "vip")).toBe("");
});
