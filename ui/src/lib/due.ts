// How a deadline stands at a moment, for its chip; the due time itself is the server's.

export type Deadline = {
	state: "running" | "paused" | "met" | "missed" | "cancelled";
	due_at: string | null;
	/** Still to be met; a missed one can be given up. */
	open?: boolean;
	start_at?: string | null;
	met_at?: string | null;
	missed_at?: string | null;
	remaining_s?: number | null;
};
export type Standing = { tone: "late" | "soon" | "plain" | "met"; word: "late" | "left" | "paused" | "met" | "met_late" | "missed" | "cancelled"; seconds: number };

/** "Soon" is the last fifth of the time, or the last hour where the start is not known. */
function soon(d: Deadline, due: number, now: number): boolean {
	const start = d.start_at ? Date.parse(d.start_at) : due - 5 * 3_600_000;
	return due - now <= Math.max((due - start) / 5, 15 * 60_000);
}

function ended(d: Deadline): Standing | null {
	if (d.state === "cancelled") return { tone: "plain", word: "cancelled", seconds: 0 };
	if (!d.met_at) return null;
	const late = d.due_at ? (Date.parse(d.met_at) - Date.parse(d.due_at)) / 1000 : 0;
	return d.state === "met" ? { tone: "met", word: "met", seconds: -late } : { tone: "late", word: "met_late", seconds: late };
}

/** Where a deadline stands at `now` (ms). */
export function standing(d: Deadline, now: number): Standing {
	const over = ended(d);
	if (over) return over;
	if (d.state === "met") return { tone: "met", word: "met", seconds: 0 };
	if (d.state === "paused" || !d.due_at) return { tone: "plain", word: "paused", seconds: d.remaining_s ?? 0 };
	const due = Date.parse(d.due_at);
	const seconds = (due - now) / 1000;
	if (d.state === "missed" || seconds < 0) return { tone: "late", word: "late", seconds: -seconds };
	return { tone: soon(d, due, now) ? "soon" : "plain", word: "left", seconds };
}

/** The share of the time from start to due that is used at `now`, 0 to 1; 0 where it is not known. */
export function shareUsed(d: Deadline, now: number): number {
	if (!d.start_at || !d.due_at) return 0;
	const start = Date.parse(d.start_at);
	const due = Date.parse(d.due_at);
	const until = d.met_at ? Date.parse(d.met_at) : now;
	return due <= start ? 1 : Math.min(Math.max((until - start) / (due - start), 0), 1);
}

/** The one to look at first: the running one that is due next, else one that is paused. */
export function mostUrgent<D extends Deadline>(deadlines: readonly D[]): D | undefined {
	const open = deadlines.filter((d) => d.due_at && !d.met_at && d.open !== false && (d.state === "running" || d.state === "missed"));
	return open.toSorted((a, b) => (a.due_at ?? "").localeCompare(b.due_at ?? ""))[0] ?? deadlines.find((d) => d.state === "paused");
}
