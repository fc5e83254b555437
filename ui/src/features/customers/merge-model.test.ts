import { describe, expect, test } from "vitest";
import { choiceOf, differing, proposed } from "./merge-model";
import type { Customer } from "./spec";

const same = { owner_id: "1", department_id: "2", tier: "ordinary", stage: "new", strategic: false, cooperation_since: null, preferred_channel: "phone", preferred_time: null, special_requests: null, time_zone: null, note: null };
const customer = (more: object): Customer => JSON.parse(JSON.stringify({ ...same, id: "1", version: 1, name: "甲", state: "active", industry: null, tags: [], ...more }));

describe("merging two customers", () => {
	const keep = customer({ state: "paused", preferred_time: "上午" });
	const duplicate = customer({ name: "乙", industry: "光学" });

	test("only what differs is chosen from", () => {
		expect(differing(keep, duplicate)).toEqual(["name", "state", "industry", "preferred_time"]);
		expect(differing(keep, keep)).toEqual([]);
	});

	test("what one lacks comes from the other, and the more active state holds", () => {
		expect(proposed(keep, duplicate)).toEqual({ name: "keep", state: "duplicate", industry: "duplicate", preferred_time: "keep" });
		expect(proposed(duplicate, keep).state).toBe("keep");
	});

	test("a field that stays empty, or paused, is said", () => {
		expect(choiceOf(keep, proposed(keep, duplicate))).toEqual({ take: ["state", "industry"], set: {} });
		expect(choiceOf(keep, { name: "duplicate", state: "keep", industry: "keep" })).toEqual({ take: ["name"], set: { state: "paused", industry: null } });
	});
});
