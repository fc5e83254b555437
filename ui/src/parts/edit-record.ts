// Editing a record that others may edit at the same time.  What the two changed apart is put
// together without a word; where both changed the same field, the person chooses (412).
import { shallowRef, type ShallowRef } from "vue";
import { Problem } from "@/api/problem";
import { useForm, type Form } from "@/ui/form";

export type Conflict<V> = { fields: { name: keyof V & string; mine: unknown; theirs: unknown }[]; version: number };
type Versioned = { id: string; version: number };

export type RecordEdit<R extends Versioned, V extends object> = {
	form: Form<V>;
	conflict: ShallowRef<Conflict<V> | null>;
	/** Saves what was changed; the new record, or null when it was refused or needs a choice. */
	save: () => Promise<R | null>;
	/** Goes on after a conflict: the fields for which the other's value is taken. */
	resolve: (theirs: ReadonlySet<string>) => Promise<R | null>;
};

function same(a: unknown, b: unknown): boolean {
	return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

/** The fields that both sides changed, to different values. */
export function contested<V extends object>(base: V, mine: Partial<V>, theirs: V): Conflict<V>["fields"] {
	const found: Conflict<V>["fields"] = [];
	for (const name in mine) if (!same(theirs[name], base[name]) && !same(theirs[name], mine[name])) found.push({ name, mine: mine[name], theirs: theirs[name] });
	return found;
}

export function useRecordEdit<R extends Versioned, V extends object>(record: R, valuesOf: (record: R) => V, send: (version: number, changes: Partial<V>) => Promise<R>, reload: () => Promise<R>): RecordEdit<R, V> {
	const form = useForm<V>(valuesOf(record));
	const conflict = shallowRef<Conflict<V> | null>(null);
	let base = valuesOf(record);
	let version = record.version;

	async function attempt(left: number): Promise<R | null> {
		let saved: R | null = null;
		const sent = await form.submit(async () => {
			saved = await send(version, form.changes());
		});
		if (sent) return saved;
		const refused = form.refusal.value;
		if (!(refused instanceof Problem) || refused.status !== 412 || left === 0) return null;
		const theirs = await reload();
		const fields = contested(base, form.changes(), valuesOf(theirs));
		version = theirs.version;
		form.refusal.value = null;
		if (fields.length > 0) {
			conflict.value = { fields, version };
			return null;
		}
		rebase(valuesOf(theirs));
		return attempt(left - 1);
	}

	/** Starts from their values and lays my changes over them. */
	function rebase(theirs: V, dropped: ReadonlySet<string> = new Set()): void {
		const mine = Object.fromEntries(Object.entries(form.changes()).filter(([name]) => !dropped.has(name)));
		base = theirs;
		form.restart(theirs);
		Object.assign(form.values, mine);
	}

	return {
		form,
		conflict,
		save: () => attempt(3),
		async resolve(dropped) {
			const theirs = await reload();
			version = theirs.version;
			rebase(valuesOf(theirs), dropped);
			conflict.value = null;
			return form.dirty.value ? attempt(3) : theirs;
		},
	};
}
