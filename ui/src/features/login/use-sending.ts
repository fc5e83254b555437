// One thing sent to the server at a time, and what was wrong with the last one.
import { ref } from "vue";
import { Problem } from "@/api/problem";
import { t } from "@/i18n/i18n";

export function useSending() {
	const busy = ref(false);
	const wrong = ref("");

	/** Does the work; what the server refuses is told, or given to `refused`. */
	async function send(work: () => Promise<void>, refused?: (problem: Problem) => Promise<void> | void): Promise<void> {
		busy.value = true;
		wrong.value = "";
		try {
			await work();
		} catch (problem) {
			if (!(problem instanceof Problem)) throw problem;
			if (refused) await refused(problem);
			else tell(problem);
		} finally {
			busy.value = false;
		}
	}

	function tell(problem: Problem, field = ""): void {
		wrong.value = (field && problem.of(field)) || (problem.status === 0 ? t("common.offline") : problem.message);
	}
	return { busy, wrong, send, tell };
}
