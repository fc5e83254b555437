// An import in two goes: first it is only checked, then it is written.
import { computed, ref, shallowRef, watch } from "vue";
import { cancelJob, goesOn, keepMapping, previewImport, startImport, useJob, type DuplicateChoice, type ImportPreview, type ImportType, type Job } from "@/api/jobs";
import { useForm } from "@/ui/form";

type Choices = { type: ImportType; duplicates: DuplicateChoice; by: string[]; all_or_nothing: boolean };

export function useImport() {
	const form = useForm<Choices>({ type: "customer", duplicates: "skip", by: [], all_or_nothing: false });
	const file = shallowRef<File | null>(null);
	const preview = shallowRef<ImportPreview | null>(null);
	/** What the columns mean, as far as somebody has said otherwise. */
	const mapped = ref<Record<string, string>>({});
	const shared = ref(false);
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

	async function look(): Promise<void> {
		const chosen = file.value;
		preview.value = null;
		mapped.value = {};
		if (!chosen) return;
		await form.submit(async () => {
			preview.value = await previewImport(chosen, form.values.type);
		});
	}

	function choose(chosen: File | null): void {
		forget();
		file.value = chosen;
		void look();
	}
	watch(() => form.values.type, look);

	async function keep(): Promise<void> {
		const seen = preview.value;
		if (!seen || Object.keys(mapped.value).length === 0) return;
		const columns = Object.fromEntries(seen.headers.map((h) => [h.header, mapped.value[h.header] ?? h.column]));
		await keepMapping(
			form.values.type,
			columns,
			seen.headers.map((h) => h.header),
			shared.value,
		);
		mapped.value = {};
	}

	async function send(dry_run: boolean): Promise<void> {
		const chosen = file.value;
		if (!chosen) return;
		await form.submit(async () => {
			await keep();
			const { by, ...rest } = form.values;
			const job = await startImport(chosen, { dry_run, ...rest, by: by.join(",") });
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
	return { form, file, preview, mapped, shared, choose, send, stop, forget, step, now, check, write, writing: computed(() => writeId.value !== "") };
}
