// Doing what a ticket's act asks for: at once or by its form, with the way back.
import { shallowRef } from "vue";
import { actOn } from "@/api/acts";
import { Problem } from "@/api/problem";
import { t } from "@/i18n/i18n";
import { toastDone, toastWrong } from "@/ui/toast";
import type { ActSpec } from "./acts";

/** What takes an act back, where there is an opposite. */
const opposite: Partial<Record<ActSpec["act"], "resume" | "reopen">> = { hold: "resume", resolve: "reopen" };

export function useActs(again: () => Promise<unknown>) {
	const acting = shallowRef<{ id: string; spec: ActSpec } | null>(null);

	function told(id: string, spec: ActSpec): void {
		const back = opposite[spec.act];
		toastDone(t("tickets.done", { what: t(spec.label) }), back ? async () => void (await actOn(id, back, {}).then(again)) : undefined);
		void again();
	}
	async function begin(id: string, spec: ActSpec): Promise<void> {
		if (spec.asks.length > 0) {
			acting.value = { id, spec };
			return;
		}
		try {
			await actOn(id, spec.act, {});
			told(id, spec);
		} catch (problem) {
			if (!(problem instanceof Problem)) throw problem;
			toastWrong(problem.message);
		}
	}
	/** The form has sent it. */
	function done(): void {
		const was = acting.value;
		acting.value = null;
		if (was) told(was.id, was.spec);
	}
	return { acting, begin, done };
}
