// What the report of a replay says, as figures of a table and lines of a picture.
import type { ReplayCounts, ReplayDimension, ReplayGroup } from "@/api/replays";

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
