import { describe, expect, test } from "vitest";
import { moved, placeAt, step } from "./checklist-model";

const at = (...positions: number[]) => positions.map((position) => ({ position }));

describe("the place of an item", () => {
	test("between two, before the first, after the last", () => {
		expect(placeAt(at(10, 20), 1)).toBe(15);
		expect(placeAt(at(10, 20), 0)).toBe(4);
		expect(placeAt(at(10, 20), 2)).toBe(20 + step);
		expect(placeAt([], 0)).toBe(-1 + step);
	});
	test("no room is said, never two at one place", () => {
		expect(placeAt(at(10, 11), 1)).toBe(null);
		expect(placeAt(at(0, 9), 0)).toBe(null);
		expect(placeAt(at(1), 0)).toBe(0);
	});
	test("moves into one gap halve it until it is full, in order all the while", () => {
		let others = at(step, 2 * step);
		let n = 0;
		for (let p = placeAt(others, 1); p !== null; p = placeAt(others, 1), n++) {
			others = [others[0]!, { position: p }, ...others.slice(1)];
			expect(others.every((o, i) => i === 0 || o.position > others[i - 1]!.position)).toBe(true);
		}
		expect(n).toBe(16);
	});
});

test("an item moves as far as the list goes", () => {
	const items = ["a", "b", "c"].map((id) => ({ id }));
	const ids = (id: string, by: number) => moved(items, id, by).map((i) => i.id).join("");
	expect([ids("a", 1), ids("c", -1), ids("a", -1), ids("b", 9), ids("x", 1)]).toEqual(["bac", "acb", "abc", "acb", "abc"]);
});
