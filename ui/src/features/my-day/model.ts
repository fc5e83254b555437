// The queue as it is shown: buckets in order, what was just done still in its place.
import type { Settleable } from "@/parts/settle";
import type { Bucket, DayItem } from "./queries";

export const buckets: readonly Bucket[] = ["overdue", "today", "tomorrow", "this_week", "later", "paused", "snoozed"];
/** How long a done row stays, in ms. */
export const doneStays = 5 * 60_000;

export type Done = { item: DayItem; at: number; undo: (() => Promise<unknown>) | null };
export type Entry = { item: DayItem; done?: Done };
export type Section = { bucket: Bucket; entries: Entry[] };

function byDue(a: Entry, b: Entry): number {
	return (a.item.due_at ?? "9").localeCompare(b.item.due_at ?? "9") || a.item.id.localeCompare(b.item.id);
}

/** Rows by bucket; a done one keeps its place until its time is over. */
export function sections(items: readonly DayItem[], done: ReadonlyMap<string, Done>, now: number): Section[] {
	const fresh = [...done.values()].filter((d) => now - d.at < doneStays);
	const entries: Entry[] = items.filter((item) => !done.has(item.id)).map((item) => ({ item }));
	for (const d of fresh) entries.push({ item: d.item, done: d });
	return buckets.map((bucket) => ({ bucket, entries: entries.filter((e) => e.item.bucket === bucket).sort(byDue) })).filter((s) => s.entries.length > 0);
}

/** The row that the keyboard goes to from `current` by `by` rows. */
export function neighbour(list: readonly Section[], current: string | undefined, by: number): string | undefined {
	const ids = list.flatMap((s) => s.entries.filter((e) => !e.done).map((e) => e.item.id));
	const at = current === undefined ? -1 : ids.indexOf(current);
	if (at < 0) return by > 0 ? ids[0] : ids.at(-1);
	return ids[Math.min(Math.max(at + by, 0), ids.length - 1)];
}

export function settleable(item: DayItem): Settleable {
	return { id: item.id, kind: item.kind, subject_id: item.subject_id, customer_id: item.customer_id ?? "", ticket_id: item.ticket?.id ?? null };
}
