import fc from "fast-check";
import { expect, it } from "vitest";
import { fromWall, toWall } from "./wall-time";

const zone = fc.constantFrom("Asia/Shanghai", "America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC");
const instant = fc.integer({ min: Date.parse("2000-01-01T00:00:00Z") / 1000, max: Date.parse("2040-01-01T00:00:00Z") / 1000 }).map((s) => new Date(s * 1000).toISOString().replace(".000", ""));

it.each([
	["an ordinary time", "2026-03-02T10:00:00", "Asia/Shanghai", "2026-03-02T02:00:00Z"],
	["a time that the clocks skip: with the offset before", "2026-03-08T02:30:00", "America/New_York", "2026-03-08T07:30:00Z"],
	["a time that comes twice: the first", "2026-11-01T01:30:00", "America/New_York", "2026-11-01T05:30:00Z"],
	["a shift of half an hour", "2026-10-04T02:15:00", "Australia/Lord_Howe", "2026-10-03T15:45:00Z"],
])("%s", (_, wall, where, at) => {
	expect(fromWall(wall, where)).toBe(at);
});

it("shows the wall clock of a zone", () => {
	expect(toWall("2026-03-08T07:30:00Z", "America/New_York")).toBe("2026-03-08T03:30:00");
});

it("comes back to the same instant, or to the first of two with the same wall time", () => {
	fc.assert(
		fc.property(instant, zone, (at, where) => {
			const back = fromWall(toWall(at, where), where);
			expect(toWall(back, where)).toBe(toWall(at, where));
			expect(Date.parse(back)).toBeLessThanOrEqual(Date.parse(at));
			expect(Date.parse(at) - Date.parse(back)).toBeLessThanOrEqual(3_600_000);
		}),
	);
});
