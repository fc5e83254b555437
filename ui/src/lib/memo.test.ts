import { expect, test } from "vitest";
import { memo } from "./memo";

test("equal arguments are computed once, others anew", () => {
	let calls = 0;
	const join = memo((name: string, options: { n: number }) => {
		calls++;
		return `${name}${String(options.n)}`;
	});
	expect([join("a", { n: 1 }), join("a", { n: 1 }), join("a", { n: 2 }), join("b", { n: 1 })]).toEqual(["a1", "a1", "a2", "b1"]);
	expect(calls).toBe(3);
});
