// The follow-up calendar: which days are shown, what lies on each, and where a plan moves to.
import type { Schemas } from "@/api/client";
import { dayAfter, monday, monthStart } from "@/lib/days";
import { fromWall, toWall } from "@/lib/wall-time";
import type { FollowUp } from "./spec";

export type CalendarSpan = "month" | "week";
/** Something that lies on a day: a plan, one that is done, or a due date of a deadline. */
export type Entry = { key: string; at: string; day: string; personId: string | null; customer: string; what: "plan" | "done" | "due"; plan?: FollowUp; deadline?: Schemas["deadline"] };
export type DayMark = { kind: "work" | "off" | "make_up" | "holiday"; name: string };
export type Cell = { day: string; entries: Entry[]; mark?: DayMark; outside: boolean };
export type GridRow = { key: string; personId?: string | null; cells: Cell[] };

const days = (from: string, n: number): string[] => Array.from({ length: n }, (_, i) => dayAfter(from, i));

/** The days on show, whole weeks from Monday: of the month of a day, or of its week. */
export function daysShown(span: CalendarSpan, day: string): string[] {
	if (span === "week") return days(monday(day), 7);
	const first = monday(monthStart(day));
	const last = dayAfter(monthStart(dayAfter(monthStart(day), 31)), -1);
	return days(first, (Date.parse(monday(last)) - Date.parse(first)) / 86_400_000 + 7);
}

/** The same day of the span before or after. */
export function step(span: CalendarSpan, day: string, by: 1 | -1): string {
	if (span === "week") return dayAfter(day, 7 * by);
	return monthStart(dayAfter(monthStart(day), by > 0 ? 31 : -1));
}

export function entriesOf(plans: readonly FollowUp[], deadlines: readonly Schemas["deadline"][], zone: string | undefined): Entry[] {
	const planned = plans.flatMap((plan): Entry[] =>
		plan.planned_at ? [{ key: plan.id, at: plan.planned_at, day: toWall(plan.planned_at, zone).slice(0, 10), personId: plan.owner_id, customer: plan.customer_name ?? "", what: plan.state === "done" ? "done" : "plan", plan }] : [],
	);
	const due = deadlines.flatMap((deadline): Entry[] =>
		deadline.due_at ? [{ key: deadline.id, at: deadline.due_at, day: toWall(deadline.due_at, zone).slice(0, 10), personId: deadline.owner_id, customer: deadline.customer_name ?? "", what: "due", deadline }] : [],
	);
	return [...planned, ...due].sort((a, b) => a.at.localeCompare(b.at));
}

function cells(shown: readonly string[], entries: readonly Entry[], marks: ReadonlyMap<string, DayMark>, month: string): Cell[] {
	return shown.map((day) => ({ day, entries: entries.filter((e) => e.day === day), mark: marks.get(day), outside: month !== "" && !day.startsWith(month) }));
}

/** A month: a row a week. */
export function monthRows(day: string, entries: readonly Entry[], marks: ReadonlyMap<string, DayMark>): GridRow[] {
	const all = cells(daysShown("month", day), entries, marks, day.slice(0, 7));
	return Array.from({ length: all.length / 7 }, (_, i) => ({ key: String(i), cells: all.slice(i * 7, i * 7 + 7) }));
}

/** A week: a row a person, in order of their names; always one for whoever must be there. */
export function weekRows(day: string, entries: readonly Entry[], marks: ReadonlyMap<string, DayMark>, nameOf: (id: string | null) => string, always: string | null): GridRow[] {
	const people = [...new Set([...entries.map((e) => e.personId), ...(always ? [always] : [])])];
	return people
		.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)))
		.map((personId) => ({ key: personId ?? "", personId, cells: cells(daysShown("week", day), entries.filter((e) => e.personId === personId), marks, "") }));
}

/** The instant at the same time of day on another day. */
export function movedTo(at: string, day: string, zone: string | undefined): string {
	return fromWall(`${day}${toWall(at, zone).slice(10)}`, zone);
}
