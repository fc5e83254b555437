// Who else has this record open, and who is editing it: a heartbeat while the page shows it.
import { computed, onScopeDispose, ref, watch, type Ref } from "vue";
import { api, ask, idempotencyKey, type Schemas } from "@/api/client";
import { useLive } from "@/api/live";
import { useUserNames } from "@/api/lookups";
import { Problem } from "@/api/problem";
import { t } from "@/i18n/i18n";

type Here = { user_id: string | null; editing: boolean };
const beatMs = 20_000;

/** A sentence on who else is here; "" when nobody is. */
export function usePresence(record: string, id: () => string, editing: Ref<boolean>) {
	const names = useUserNames();
	const others = ref<Here[]>([]);

	async function beat(): Promise<void> {
		try {
			const body = { record: record as Schemas["presence_new"]["record"], id: id(), editing: editing.value };
			others.value = (await ask(api.POST("/presence", { params: { header: { "Idempotency-Key": idempotencyKey() } }, body }))).others;
		} catch (problem) {
			// Whoever cannot say that they are here can still work.
			if (!(problem instanceof Problem)) throw problem;
		}
	}
	const timer = setInterval(() => void beat(), beatMs);
	watch([id, editing], () => void beat(), { immediate: true });
	useLive("presence", (e) => e.record === record && e.id === id(), () => void beat());
	onScopeDispose(() => clearInterval(timer));

	return computed(() => {
		const say = (list: Here[]): string => list.map((o) => names(o.user_id)).join(t("common.list_separator"));
		const busy = others.value.filter((o) => o.editing);
		if (busy.length > 0) return t("common.others_editing", { names: say(busy) });
		return others.value.length > 0 ? t("common.others_here", { names: say(others.value) }) : "";
	});
}
