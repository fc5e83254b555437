// An import in two goes: first it is only checked, then it is written.
import { computed, ref, shallowRef } from "vue";
import { cancelJob, goesOn, startImport, useJob, type Job } from "@/api/jobs";
import { useForm } from "@/ui/form";

export function useImport() {
	const form = useForm({ all_or_nothing: false, skip_known: true });
	const file = shallowRef<File | null>(null);
	const checkId = ref("");
	const writeId = ref("");
	const check = useJob(checkId).job;
	const write = useJob(writeId).job;
	const now = computed<Job | undefined>(() => (writeId.value ? write.value : check.value));
	const begun = computed(() => checkId.value !== "" && !check.value);

	function forget(): void {
		checkId.value = "";
		writeId.value = "";
		form.refusal.value = null;
	}

	function choose(chosen: File | null): void {
		forget();
		file.value = chosen;
	}

	async function send(dry_run: boolean): Promise<void> {
		const chosen = file.value;
		if (!chosen) return;
		await form.submit(async () => {
			const { all_or_nothing, skip_known } = form.values;
			const job = await startImport(chosen, { dry_run, all_or_nothing, duplicates: skip_known ? "skip" : "update" });
			if (dry_run) checkId.value = job.id;
			else writeId.value = job.id;
		});
	}

	async function stop(): Promise<void> {
		const job = now.value;
		if (job) await form.submit(() => cancelJob(job.id));
	}

	const step = computed<"file" | "going" | "checked" | "written">(() => {
		if (writeId.value) return !write.value || goesOn(write.value) ? "going" : "written";
		if (checkId.value) return begun.value || goesOn(check.value) ? "going" : "checked";
		return "file";
	});
	return { form, file, choose, send, stop, forget, step, now, check, write, writing: computed(() => writeId.value !== "") };
}
