// Long work on the server: how far it is, and what its report says.
import { useQuery } from "@tanstack/vue-query";
import { computed, type Ref } from "vue";
import { api, ask, type Schemas } from "./client";

export type Job = Schemas["job"];
export type RowError = { row: number; field: string; code: string; detail: string };
export type ImportReport = { good: number; bad: number; skipped: number; created: number; updated: number; errors: RowError[] };
export type ImportChoice = { dry_run: boolean; all_or_nothing: boolean; duplicates: "refuse" | "skip" | "update" | "new" };

const nothing: ImportReport = { good: 0, bad: 0, skipped: 0, created: 0, updated: 0, errors: [] };

/** Whether a job still goes on. */
export function goesOn(job: Job | undefined): boolean {
	return job?.state === "queued" || job?.state === "running";
}

/** A job by its id, asked for again and again until it has ended. */
export function useJob(id: Ref<string>) {
	const query = useQuery({
		queryKey: computed(() => ["jobs", id.value]),
		queryFn: () => ask(api.GET("/jobs/{id}", { params: { path: { id: id.value } } })),
		enabled: () => id.value !== "",
		refetchInterval: (q) => (q.state.data && !goesOn(q.state.data) ? false : 700),
	});
	return { job: query.data, error: query.error };
}

export function cancelJob(id: string): Promise<Job> {
	return ask(api.POST("/jobs/{id}/cancel", { params: { path: { id } } }));
}

/** What an import has counted so far. */
export function importReport(job: Job | undefined): ImportReport {
	return { ...nothing, ...(job?.report as Partial<ImportReport> | null | undefined) };
}

/** Sends a file as it is; the server finds out how its letters are written. */
export function startImport(file: File, choice: ImportChoice): Promise<Job> {
	const options = { params: { query: { name: file.name, ...choice } }, body: file, bodySerializer: (body: File) => body, headers: { "Content-Type": "text/csv" } };
	return ask(api.POST("/imports", options as never) as unknown as Promise<{ data?: Job; error?: unknown; response: Response }>);
}

/** Where the empty file of the import, and an import's refused rows, are downloaded. */
export const templateUrl = (locale: string): string => `/api/v1/imports/template?locale=${locale}`;
export const errorsUrl = (id: string): string => `/api/v1/jobs/${id}/errors.csv`;
