import { ref, shallowRef, type ComputedRef } from "vue";
import { api, ask } from "@/api/client";
import { usePaged } from "@/api/paged";

export type AuditFilter = { user_id?: string; action?: string; record?: string; record_id?: string };

export function useAudit(filter: ComputedRef<AuditFilter>) {
	return usePaged(["audit", filter], (cursor, signal) => ask(api.GET("/audit", { params: { query: { ...filter.value, sort: "-id", limit: 50, cursor } }, signal })));
}

function stretch(from: number | undefined) {
	return ask(api.GET("/audit/verification", { params: { query: { from } } }));
}
export type Stretch = Awaited<ReturnType<typeof stretch>>;

/** Goes through the trail a stretch at a time; `rows` of `end` are checked so far. */
export function useVerification() {
	const busy = ref(false);
	const rows = ref(0);
	const end = ref(0);
	const faults = shallowRef<Stretch["faults"]>([]);
	const finished = ref(false);
	const error = shallowRef<Error | null>(null);

	async function run(): Promise<void> {
		[busy.value, finished.value, rows.value, faults.value, error.value] = [true, false, 0, [], null];
		try {
			for (let from: number | undefined; !finished.value; ) {
				const part = await stretch(from);
				rows.value += part.rows;
				end.value = part.end;
				faults.value = [...faults.value, ...part.faults];
				finished.value = part.done;
				from = part.last + 1;
			}
		} catch (failed) {
			error.value = failed instanceof Error ? failed : new Error(String(failed));
		} finally {
			busy.value = false;
		}
	}
	return { busy, rows, end, faults, finished, error, run };
}
