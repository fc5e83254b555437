// Logging a contact with a customer: it settles the follow-up that is due, if one is.
import { shallowRef } from "vue";
import { t } from "@/i18n/i18n";
import type { Kind, Settleable, Undo } from "@/parts/settle";
import { toastDone } from "@/ui/toast";

export function useLog(id: () => string, name: () => string, deadlines: () => readonly { id: string; kind: Kind }[], again: () => Promise<unknown>) {
	const logging = shallowRef<Settleable | null>(null);

	function log(): void {
		const due = deadlines().find((d) => d.kind === "follow_up" || d.kind === "first_follow_up");
		logging.value = { id: due?.id ?? "", kind: due?.kind ?? "follow_up", subject_id: id(), customer_id: id(), ticket_id: null };
	}
	function logged(undo: Undo | null): void {
		logging.value = null;
		toastDone(t("my_day.logged", { name: name() }), undo ? async () => void (await undo().then(again)) : undefined);
		void again();
	}
	return { logging, log, logged };
}
