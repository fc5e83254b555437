import fc from "fast-check";
import { expect, it } from "vitest";
import { mostUrgent, shareUsed, standing, type Deadline } from "./due";

const start = Date.parse("2026-03-02T02:00:00Z");
const at = (hours: number) => new Date(start + hours * 3_600_000).toISOString();
const running: Deadline = { state: "running", start_at: at(0), due_at: at(10) };

it.each<[string, Deadline, number, object]>([
	["has time", running, 5, { tone: "plain", word: "left", seconds: 5 * 3_600 }],
	["is due soon in its last fifth", running, 8, { tone: "soon", word: "left", seconds: 2 * 3_600 }],
	["is due soon in the last quarter of an hour of a short one", { ...running, due_at: at(0.5) }, 0.25, { tone: "soon", word: "left" }],
	["is due now, not late", running, 10, { tone: "soon", word: "left", seconds: 0 }],
	["is late", running, 12, { tone: "late", word: "late", seconds: 2 * 3_600 }],
	["is paused with what was left", { state: "paused", due_at: null, remaining_s: 90 }, 50, { tone: "plain", word: "paused", seconds: 90 }],
	["was met in time", { ...running, state: "met", met_at: at(9) }, 50, { tone: "met", word: "met", seconds: 3_600 }],
	["was met late", { ...running, state: "missed", met_at: at(11) }, 50, { tone: "late", word: "met_late", seconds: 3_600 }],
	["was missed and still is", { ...running, state: "missed" }, 11, { tone: "late", word: "late", seconds: 3_600 }],
	["does not count any more", { ...running, state: "cancelled" }, 50, { tone: "plain", word: "cancelled", seconds: 0 }],
])("a deadline %s", (_, deadline, hours, expected) => {
	expect(standing(deadline, start + hours * 3_600_000)).toMatchObject(expected);
});

it("only gets more urgent while it runs", () => {
	const rank = { plain: 0, soon: 1, late: 2, met: -1 };
	const hours = fc.double({ min: 0.1, max: 500, noNaN: true });
	fc.assert(
		fc.property(hours, hours, hours, (due, a, b) => {
			const deadline: Deadline = { ...running, due_at: at(due) };
			const [early, late] = [Math.min(a, b), Math.max(a, b)].map((h) => standing(deadline, start + h * 3_600_000));
			expect(rank[early!.tone]).toBeLessThanOrEqual(rank[late!.tone]);
			expect(early!.seconds).toBeGreaterThanOrEqual(0);
			expect(late!.seconds).toBeGreaterThanOrEqual(0);
		}),
	);
});

it("says how much of the time is used, never less than nothing or more than all", () => {
	const d = { state: "running" as const, start_at: "2026-03-02T00:00:00Z", due_at: "2026-03-02T10:00:00Z" };
	expect(shareUsed(d, Date.parse("2026-03-02T02:30:00Z"))).toBe(0.25);
	expect([shareUsed(d, Date.parse("2026-03-01T00:00:00Z")), shareUsed(d, Date.parse("2026-03-03T00:00:00Z"))]).toEqual([0, 1]);
	expect(shareUsed({ ...d, state: "met", met_at: "2026-03-02T05:00:00Z" }, Date.parse("2026-03-03T00:00:00Z"))).toBe(0.5);
	expect(shareUsed({ state: "paused", due_at: null }, 0)).toBe(0);
});

it("looks first at what is due next and not yet done", () => {
	const due = (at: string, more: object = {}) => ({ state: "running" as const, due_at: `2026-03-0${at}T00:00:00Z`, ...more });
	const done = { state: "met" as const, due_at: "2026-03-01T00:00:00Z", met_at: "2026-03-01T00:00:00Z" };
	const paused = { state: "paused" as const, due_at: null };
	expect(mostUrgent([paused, due("5"), done, due("3")])).toEqual(due("3"));
	expect(mostUrgent([done, paused])).toBe(paused);
	expect(mostUrgent([done, due("2", { state: "missed", open: false })])).toBeUndefined();
});
