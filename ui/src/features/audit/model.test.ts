import { expect, test } from "vitest";
import { differences } from "./model";

test("a difference has the value before, where there was one, and after", () => {
	expect(differences({ name: ["a", "b"], count: [1, 2] })).toEqual([
		{ name: "name", from: "a", to: "b" },
		{ name: "count", from: "1", to: "2" },
	]);
	expect(differences({ id: [null, "7"], phone: [null, "138****5678"] })).toEqual([{ name: "phone", from: "", to: "138****5678" }]);
	expect(differences({ email: ["a***@b.cn", null] })[0]?.to).not.toBe("");
});

test("what is no difference is left out", () => {
	expect(differences(null)).toEqual([]);
	expect(differences([1])).toEqual([]);
	expect(differences({ odd: "text" })).toEqual([]);
});
