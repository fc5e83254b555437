import fc from "fast-check";
import { expect, it } from "vitest";
import { durationParts } from "./duration";

const size = { d: 86_400, h: 3_600, min: 60, s: 1 };

it.each([
	[0, [{ unit: "s", n: 0 }]],
	[59.9, [{ unit: "s", n: 59 }]],
	[60, [{ unit: "min", n: 1 }]],
	[61, [{ unit: "min", n: 1 }]],
	[3_600, [{ unit: "h", n: 1 }]],
	[2 * 86_400 + 3 * 3_600 + 4 * 60, [{ unit: "d", n: 2 }, { unit: "h", n: 3 }]],
	[86_400 + 5 * 60, [{ unit: "d", n: 1 }]],
	[-7_200, [{ unit: "h", n: 2 }]],
])("%d seconds", (seconds, parts) => {
	expect(durationParts(seconds)).toEqual(parts);
});

it("never says more than is there, nor leaves out a whole unit of the smallest named", () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 10 * 365 * 86_400 }), (seconds) => {
			const parts = durationParts(seconds);
			const said = parts.reduce((sum, p) => sum + p.n * size[p.unit], 0);
			expect(parts.length).toBeGreaterThan(0);
			expect(parts.length).toBeLessThanOrEqual(2);
			expect(said).toBeLessThanOrEqual(seconds);
			// What is left out is less than the largest unit, and than a minute below an hour.
			expect(seconds - said).toBeLessThan(Math.max(size[parts[0]!.unit], 1));
			if (seconds < 3_600) expect(seconds - said).toBeLessThan(60);
		}),
	);
});

it("is the same on both sides of now", () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 1e9 }), (s) => {
			expect(durationParts(-s)).toEqual(durationParts(s));
		}),
	);
});
