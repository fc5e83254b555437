// A column of a table, declared once: its heading, how wide, how sorted, whether it can be hidden.
import type { Key } from "@/i18n/i18n";

export type Column<T> = {
	key: string;
	label: Key;
	/** px */
	width?: number;
	/** The server's name for sorting by it. */
	sort?: string;
	align?: "right";
	/** Stays at the left while the rest scrolls. */
	frozen?: boolean;
	/** Cannot be hidden. */
	fixed?: boolean;
	/** Not shown until it is chosen. */
	extra?: boolean;
	/** What it shows where the page has no slot for it. */
	text?: (row: T) => string;
};

/** The columns to show: those chosen, in their order, else the usual ones.  A chosen key that
 * ends in "*" is frozen. */
export function chosenColumns<T>(columns: readonly Column<T>[], chosen: readonly string[] | undefined): Column<T>[] {
	if (!chosen || chosen.length === 0) return columns.filter((c) => !c.extra);
	const byKey = new Map(columns.map((c) => [c.key, c]));
	const keys = chosen.map((key) => key.replace("*", ""));
	const fixed = columns.filter((c) => c.fixed && !keys.includes(c.key));
	const rest = keys.flatMap((key, i) => {
		const column = byKey.get(key);
		return column ? [{ ...column, frozen: chosen[i]?.endsWith("*") ?? false }] : [];
	});
	// What is frozen stands first, else it would cover its neighbours.
	const all = [...fixed, ...rest];
	return [...all.filter((c) => c.frozen), ...all.filter((c) => !c.frozen)];
}

/** What to remember of columns as they are shown now. */
export function columnKeys<T>(columns: readonly Column<T>[]): string[] {
	return columns.map((c) => (c.frozen ? `${c.key}*` : c.key));
}
