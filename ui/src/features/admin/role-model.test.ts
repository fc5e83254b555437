import { describe, expect, test } from "vitest";
import { grantsIn, scopesFor } from "./role-model";

describe("rights of a role", () => {
	test("own and department only where records have an owner", () => {
		expect(scopesFor(true)).toEqual(["none", "own", "department", "all"]);
		expect(scopesFor(false)).toEqual(["none", "all"]);
	});
	test("a permission that is not named grants nothing, and an unknown one is dropped", () => {
		expect(grantsIn([{ name: "a" }, { name: "b" }], { b: "own", gone: "all" })).toEqual({ a: "none", b: "own" });
		expect(grantsIn([{ name: "a" }], null)).toEqual({ a: "none" });
	});
});
