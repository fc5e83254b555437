// The days of an explanation as a picture needs them.  Nothing is computed that the server did
// not say: its lines are only cut at midnights of the calendar's zone.
import { dayAfter } from "@/lib/days";
import { toWall } from "@/lib/wall-time";

export type Line = {
	kind: "start" | "open" | "day_off" | "make_up" | "pause" | "sum" | "due" | "nominal" | "rolled";
	at?: string;
	from?: string;
	to?: string;
	seconds?: number;
	spans?: number;
	first?: string;
	last?: string;
	name?: string | null;
};
/** How an instant was found: what every explanation says. */
export type Arithmetic = {
	rule: { policy_id: string; id: string; target: string; standard: string; calendar: string } | null;
	counted: "clock" | "open" | "working_days" | "cadence" | "promise" | "nothing";
	lines: Line[];
	time_zone?: string | null;
};
export type Span = { kind: "open" | "pause"; from: number; to: number };
export type Day = { date: string; off: boolean; makeUp: boolean; name: string; spans: Span[]; start?: number; due?: number };

export const rowsAtMost = 16;

function place(at: string, zone: string | undefined): { date: string; part: number } {
	const wall = toWall(at, zone);
	const [h, m, s] = wall.slice(11).split(":").map(Number);
	return { date: wall.slice(0, 10), part: ((h ?? 0) * 3600 + (m ?? 0) * 60 + (s ?? 0)) / 86_400 };
}

function instant(line: Line): string | undefined {
	return line.at ?? line.from;
}

function bounds(lines: readonly Line[], zone: string | undefined): [string, string] | null {
	const dates = lines.flatMap((l) => {
		const times = [l.at, l.from, l.to].flatMap((at) => (at ? [place(at, zone).date] : []));
		return [...times, ...(l.first ? [l.first] : []), ...(l.last ? [l.last] : [])];
	});
	dates.sort();
	const first = dates[0];
	const last = dates.at(-1);
	return first && last ? [first, last] : null;
}

function cut(days: Map<string, Day>, line: Line, zone: string | undefined): void {
	if (!line.from || !line.to || (line.kind !== "open" && line.kind !== "pause")) return;
	const a = place(line.from, zone);
	const b = place(line.to, zone);
	for (let date = a.date; date <= b.date; date = dayAfter(date, 1)) {
		const from = date === a.date ? a.part : 0;
		const to = date === b.date ? b.part : 1;
		if (to > from) days.get(date)?.spans.push({ kind: line.kind, from, to });
	}
}

function mark(days: Map<string, Day>, line: Line): void {
	if (!line.first) return;
	for (let date = line.first; date <= (line.last ?? line.first); date = dayAfter(date, 1)) {
		const day = days.get(date);
		if (!day) continue;
		if (line.kind === "day_off") day.off = true;
		if (line.kind === "make_up") day.makeUp = true;
		day.name = line.name ?? day.name;
	}
}

/** All days from the first to the last that the lines speak of, in order; [] for none. */
export function explainedDays(lines: readonly Line[], zone: string | undefined): Day[] {
	const ends = bounds(lines, zone);
	if (!ends) return [];
	const days = new Map<string, Day>();
	for (let date = ends[0]; date <= ends[1] && days.size < 800; date = dayAfter(date, 1)) days.set(date, { date, off: false, makeUp: false, name: "", spans: [] });
	for (const line of lines) {
		cut(days, line, zone);
		mark(days, line);
		const at = instant(line);
		if (!at || (line.kind !== "start" && line.kind !== "due")) continue;
		const where = place(at, zone);
		const day = days.get(where.date);
		if (day) day[line.kind] = where.part;
	}
	return [...days.values()];
}
