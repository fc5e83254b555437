import { expect, test } from "vitest";
import { rulesOf, withTarget } from "./document";

const document = {
	schema: "genjin.policy/1",
	rules: [{ id: "a", when: { tier: ["vip"] }, targets: { response: "24h", solution: null, follow_up: { every: "1w", roll: "next" }, first_follow_up: { within: "3wd", mode: "same_time" } } }],
};

test("targets are shown as they are typed", () => {
	expect(rulesOf(document)[0]!.targets).toEqual({ response: "24h", solution: "none", follow_up: "every 1w", first_follow_up: "3wd" });
});

test.each([
	["response", "8h open", { response: "8h open" }],
	["response", "none", { response: null }],
	["follow_up", "every 2w", { follow_up: { every: "2w", roll: "next" } }],
	["follow_up", "5wd", { follow_up: { within: "5wd", roll: "next" } }],
	["first_follow_up", "4wd", { first_follow_up: { within: "4wd", mode: "same_time" } }],
	["update", "every 1wd", { update: "every 1wd" }],
])("%s becomes %s and keeps what stood beside it", (kind, value, changed) => {
	const rule = document.rules[0]!;
	expect(withTarget(document, "a", kind, value)).toEqual({ ...document, rules: [{ ...rule, targets: { ...rule.targets, ...changed } }] });
});

test("an empty target is taken away", () => {
	expect(withTarget(document, "a", "response", "")).not.toHaveProperty("rules.0.targets.response");
	expect(withTarget(document, "a", "response", "")).toHaveProperty("rules.0.targets.solution");
});
