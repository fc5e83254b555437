import fc from "fast-check";
import { expect, it } from "vitest";
import { toWall } from "@/lib/wall-time";
import { dayAfter, weekday } from "@/lib/days";
import { daysShown, entriesOf, movedTo, monthRows, step, weekRows } from "./calendar-model";
import type { FollowUp } from "./spec";

const anyDay = fc.integer({ min: 0, max: 20_000 }).map((n) => dayAfter("2000-01-01", n));

function plan(id: string, planned_at: string, owner_id: string | null): FollowUp {
	return {
		id, planned_at, owner_id, version: 1, created_at: planned_at, updated_at: planned_at, customer_id: "1", ticket_id: null, department_id: null, state: "planned", purpose: "relation", channel: "phone", done_at: null, goal: null, content: null, feedback: null, inspected_at: null, inspected_by_id: null, mentions: [],
		next_action: null, next_action_owner_id: null, next_action_due_at: null, next_action_done_at: null, undo_until: null, customer_name: "东方", customer_number: null, can: {},
	};
}

it("shows whole weeks that hold the day, the month with all its days", () => {
	fc.assert(
		fc.property(anyDay, fc.constantFrom("month" as const, "week" as const), (day, span) => {
			const shown = daysShown(span, day);
			expect(shown.length % 7).toBe(0);
			expect(weekday(shown[0]!)).toBe(0);
			expect(shown).toContain(day);
			if (span === "month") {
				const inMonth = shown.filter((d) => d.startsWith(day.slice(0, 7)));
				expect(inMonth[0]).toBe(`${day.slice(0, 8)}01`);
				expect(dayAfter(inMonth.at(-1)!, 1).slice(8)).toBe("01");
			}
		}),
	);
});

it("steps to the neighbour and back", () => {
	expect([step("month", "2026-01-31", 1), step("month", "2026-03-31", -1), step("week", "2026-12-30", 1)]).toEqual(["2026-02-01", "2026-02-01", "2027-01-06"]);
	fc.assert(
		fc.property(anyDay, (day) => {
			expect(step("month", step("month", day, 1), -1).slice(0, 7)).toBe(day.slice(0, 7));
		}),
	);
});

it("lays a plan on its day of the reader's zone", () => {
	const late = [plan("1", "2026-03-02T17:30:00Z", "7")];
	expect(entriesOf(late, [], "Asia/Shanghai")[0]?.day).toBe("2026-03-03");
	expect(entriesOf(late, [], "Europe/Berlin")[0]?.day).toBe("2026-03-02");
});

it("has each plan in one cell of the month and of the week", () => {
	const entries = entriesOf([plan("1", "2026-03-02T02:00:00Z", "7"), plan("2", "2026-03-02T01:00:00Z", null)], [], "Asia/Shanghai");
	const month = monthRows("2026-03-15", entries, new Map()).flatMap((r) => r.cells);
	expect(month.filter((c) => c.entries.length > 0).map((c) => [c.day, c.entries.map((e) => e.key)])).toEqual([["2026-03-02", ["2", "1"]]]);
	expect(month.filter((c) => c.outside).map((c) => c.day)).toEqual(["2026-02-23", "2026-02-24", "2026-02-25", "2026-02-26", "2026-02-27", "2026-02-28", "2026-04-01", "2026-04-02", "2026-04-03", "2026-04-04", "2026-04-05"]);
	const week = weekRows("2026-03-04", entries, new Map(), (id) => id ?? "", "9");
	expect(week.map((r) => [r.personId, r.cells.flatMap((c) => c.entries.map((e) => e.key))])).toEqual([[null, ["2"]], ["7", ["1"]], ["9", []]]);
});

it("keeps the time of day when a plan moves", () => {
	fc.assert(
		fc.property(anyDay, fc.integer({ min: 0, max: 2_000_000 }), (day, minutes) => {
			const at = new Date(Date.UTC(2000, 0, 1) + minutes * 60_000).toISOString();
			const moved = toWall(movedTo(at, day, "Asia/Shanghai"), "Asia/Shanghai");
			expect(moved).toBe(`${day}${toWall(at, "Asia/Shanghai").slice(10)}`);
		}),
	);
});
