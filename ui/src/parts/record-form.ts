// A form that makes a record or changes one, which others may change too (edit-record.ts).
import { shallowRef, type ShallowRef } from "vue";
import { useForm, type Form } from "@/ui/form";
import { useRecordEdit, type Conflict } from "./edit-record";

type Versioned = { id: string; version: number };
export type RecordForm<R, V extends object> = {
	form: Form<V>;
	conflict: ShallowRef<Conflict<V> | null>;
	/** Whether a record is changed, and not made. */
	changes: boolean;
	/** The saved record; null when it was refused or needs a choice. */
	save: () => Promise<R | null>;
	resolve: (theirs: ReadonlySet<string>) => Promise<R | null>;
};
type Ways<R, V extends object> = {
	/** What the form begins with; for none yet, what a new record begins with. */
	valuesOf: (record: R | null) => V;
	create: (values: V) => Promise<R>;
	change: (id: string, version: number, changes: Partial<V>) => Promise<R>;
	load: (id: string) => Promise<R>;
};

export function useRecordForm<R extends Versioned, V extends object>(record: R | null, ways: Ways<R, V>): RecordForm<R, V> {
	if (record) {
		const edit = useRecordEdit<R, V>(
			record,
			ways.valuesOf,
			(version, changes) => ways.change(record.id, version, changes),
			() => ways.load(record.id),
		);
		return { ...edit, changes: true };
	}
	const form = useForm<V>(ways.valuesOf(null));
	async function save(): Promise<R | null> {
		let made: R | null = null;
		await form.submit(async () => (made = await ways.create(form.values)));
		return made;
	}
	return { form, conflict: shallowRef(null), changes: false, save, resolve: save };
}
