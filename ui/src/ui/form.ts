// The values of a form, what the server refused about them, and whether it is being sent.
// The refusal's shape is that of api/problem: a text for a field, and the rest.
import { computed, reactive, ref, shallowRef, type ComputedRef, type Ref } from "vue";

export type Refusal = Error & { status: number; of: (field: string) => string; rest: (shown: readonly string[]) => string[] };
export type Form<T extends object> = {
	values: T;
	busy: Ref<boolean>;
	refusal: Ref<Refusal | null>;
	/** The error of a field; "" when it is fine. */
	error: (field: keyof T & string) => string;
	/** Errors that belong to no field of the form. */
	others: ComputedRef<string[]>;
	dirty: ComputedRef<boolean>;
	/** The values that differ from those at the start. */
	changes: () => Partial<T>;
	/** Starts again from these values. */
	restart: (values: T) => void;
	/** Runs `work`, keeps what it is refused for; true when it was done. */
	submit: (work: () => Promise<unknown>) => Promise<boolean>;
};

function isRefusal(error: unknown): error is Refusal {
	return error instanceof Error && "of" in error && "rest" in error;
}

function differs(a: unknown, b: unknown): boolean {
	return JSON.stringify(a ?? null) !== JSON.stringify(b ?? null);
}

/** A copy that shares nothing; forms hold plain data, perhaps behind a proxy. */
function copyOf<T>(values: T): T {
	return JSON.parse(JSON.stringify(values)) as T;
}

export function useForm<T extends object>(initial: T): Form<T> {
	const start = shallowRef<T>(copyOf(initial));
	const values = reactive(copyOf(initial)) as T;
	const busy = ref(false);
	const refusal = shallowRef<Refusal | null>(null);
	const names = (): (keyof T & string)[] => Object.keys(values) as (keyof T & string)[];
	const changes = (): Partial<T> => {
		const found: Partial<T> = {};
		for (const name of names()) if (differs(values[name], start.value[name])) found[name] = values[name];
		return found;
	};
	return {
		values,
		busy,
		refusal,
		error: (field) => refusal.value?.of(field) ?? "",
		others: computed(() => refusal.value?.rest(names()) ?? []),
		dirty: computed(() => Object.keys(changes()).length > 0),
		changes,
		restart(next) {
			start.value = copyOf(next);
			Object.assign(values, copyOf(next));
			refusal.value = null;
		},
		async submit(work) {
			busy.value = true;
			refusal.value = null;
			try {
				await work();
				return true;
			} catch (error) {
				if (!isRefusal(error)) throw error;
				refusal.value = error;
				return false;
			} finally {
				busy.value = false;
			}
		},
	};
}
