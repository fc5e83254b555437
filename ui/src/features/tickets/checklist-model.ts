// Where an item of a checklist goes.  Positions have room between them, so that moving one item
// leaves the others, which somebody may be ticking, as they are.

/** Between the positions of items that are spread. */
export const step = 65536;

/** The position at which an item stands as number `to` among the others; null: there is no room. */
export function placeAt(others: readonly { position: number | null }[], to: number): number | null {
	const before = to > 0 ? (others[to - 1]?.position ?? 0) : -1;
	const after = others[to]?.position;
	if (after === undefined || after === null) return before + step;
	return after - before >= 2 ? before + Math.floor((after - before) / 2) : null;
}

/** The list with the item of that id moved by so many places, as far as it goes. */
export function moved<T extends { id: string }>(items: readonly T[], id: string, by: number): T[] {
	const from = items.findIndex((i) => i.id === id);
	const item = items[from];
	if (!item) return [...items];
	const others = items.filter((i) => i.id !== id);
	const to = Math.min(Math.max(from + by, 0), others.length);
	return [...others.slice(0, to), item, ...others.slice(to)];
}
