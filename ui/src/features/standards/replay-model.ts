// What the report of a replay says, as figures of a table and lines of a picture.
import type { ReplayCounts, ReplayDimension, ReplayGroup, ReplayReport } from "@/api/replays";
import type { Cell } from "@/lib/csv";

export const outcomeTones = { none: "plain", open: "plain", met: "met", met_late: "late", missed: "late" } as const;

/** Share of deadlines that were met in time; undefined when none was due. */
export function metShare(c: ReplayCounts): number | undefined {
	return c.due > 0 ? c.met / c.due : undefined;
}

/** Share that was not, for the lines over the months. */
export function missShare(c: ReplayCounts): number | undefined {
	const met = metShare(c);
	return met === undefined ? undefined : 1 - met;
}

export type Line = { old: string; new: string; months: { label: string; x: number }[]; top: number };

/** Two lines of miss shares over the months in a box of that size; the scale ends at a round
 * tenth above the highest. */
export function missLines(months: readonly ReplayGroup[], width: number, height: number): Line {
	const shares = months.map((m) => [missShare(m.old), missShare(m.new)] as const);
	const highest = Math.max(0, ...shares.flat().filter((s) => s !== undefined));
	const top = Math.max(1, Math.ceil(highest * 10)) / 10;
	const x = (i: number): number => (months.length < 2 ? width / 2 : (i * width) / (months.length - 1));
	const line = (side: 0 | 1): string =>
		shares
			.map((s, i) => ({ s: s[side], i }))
			.flatMap(({ s, i }) => (s === undefined ? [] : [`${x(i).toFixed(1)},${(height * (1 - s / top)).toFixed(1)}`]))
			.join(" ");
	return { old: line(0), new: line(1), months: months.map((m, i) => ({ label: m.label, x: x(i) })), top };
}

export const replayDimensions: readonly ReplayDimension[] = ["kind", "tier", "department", "owner", "month"];

/** Every group of the report as a row, both sides in it; `say` gives the words of the headings and
 * `name` that of a group. */
export function reportRows(report: ReplayReport, say: (key: "due" | "met" | "median" | "p90" | "warnings" | "escalations", side: "old" | "new") => string, by: (dimension: ReplayDimension) => string, name: (dimension: ReplayDimension, group: ReplayGroup) => string): Cell[][] {
	const keys = ["due", "met", "median", "p90", "warnings", "escalations"] as const;
	const sides = ["old", "new"] as const;
	const figures = (c: ReplayCounts): Cell[] => [c.due, c.met, c.median_min, c.p90_min, c.warnings, c.escalations];
	const head: Cell[] = ["", "", ...sides.flatMap((side) => keys.map((key) => say(key, side)))];
	return [head, ...replayDimensions.flatMap((d) => report[d].map((g): Cell[] => [by(d), name(d, g), ...figures(g.old), ...figures(g.new)]))];
}
