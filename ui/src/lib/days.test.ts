import fc from "fast-check";
import { expect, it } from "vitest";
import { dayAfter, monday, monthStart, weekday } from "./days";

const date = fc.integer({ min: -20_000, max: 40_000 }).map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));

it.each([
	["2026-03-02", 0],
	["2026-03-08", 6],
	["2024-02-29", 3],
])("%s is weekday %d", (day, n) => {
	expect(weekday(day)).toBe(n);
});

it("crosses months and leap days", () => {
	expect([dayAfter("2024-02-28", 1), dayAfter("2026-02-28", 1), dayAfter("2026-01-01", -1)]).toEqual(["2024-02-29", "2026-03-01", "2025-12-31"]);
	expect(monthStart("2026-11-26")).toBe("2026-11-01");
});

it("goes there and back", () => {
	fc.assert(
		fc.property(date, fc.integer({ min: -4_000, max: 4_000 }), (day, n) => {
			expect(dayAfter(dayAfter(day, n), -n)).toBe(day);
			expect(weekday(dayAfter(day, 7 * n))).toBe(weekday(day));
		}),
	);
});

it("finds the Monday that begins a week", () => {
	fc.assert(
		fc.property(date, (day) => {
			const first = monday(day);
			expect(weekday(first)).toBe(0);
			expect(first <= day && day <= dayAfter(first, 6)).toBe(true);
		}),
	);
});
