// Long work on the server: how far it is, and what its report says.
import { useQuery } from "@tanstack/vue-query";
import { computed, type Ref } from "vue";
import { api, ask, type Schemas } from "./client";

export type Job = Schemas["job"];
export type RowError = { row: number; field: string; code: string; detail: string };
export type ImportReport = { good: number; bad: number; skipped: number; created: number; updated: number; errors: RowError[] };
export const importTypes = ["customer", "contact", "order", "ticket", "follow_up", "survey"] as const;
export type ImportType = (typeof importTypes)[number];
export const duplicateChoices = ["refuse", "skip", "update", "new"] as const;
export type DuplicateChoice = (typeof duplicateChoices)[number];
export type ImportChoice = { type: ImportType; dry_run: boolean; all_or_nothing: boolean; duplicates: DuplicateChoice; by: string };
export type ImportPreview = { headers: { header: string; column: string }[]; columns: { name: string; title: string; needed: boolean }[]; rows: string[][] };
export type UndoReport = { removed: number; restored: number; refused: number; errors: { record: string; id: string; label: string; detail: string }[] };

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

/** What the undoing of an import has counted so far. */
export function undoReport(job: Job | undefined): UndoReport {
	return { removed: 0, restored: 0, refused: 0, errors: [], ...(job?.report as Partial<UndoReport> | null | undefined) };
}

/** What an import has counted so far. */
export function importReport(job: Job | undefined): ImportReport {
	return { ...nothing, ...(job?.report as Partial<ImportReport> | null | undefined) };
}

/** Sends a file as it is; the server finds out what it is and how its letters are written. */
function sendFile<T>(path: "/imports" | "/imports/preview", file: File, query: object): Promise<T> {
	const options = { params: { query }, body: file, bodySerializer: (body: File) => body, headers: { "Content-Type": "application/octet-stream" } };
	return ask(api.POST(path, options as never) as unknown as Promise<{ data?: T; error?: unknown; response: Response }>);
}

export function startImport(file: File, choice: ImportChoice): Promise<Job> {
	return sendFile("/imports", file, { name: file.name, ...choice });
}

/** How a file would be read. */
export function previewImport(file: File, type: ImportType): Promise<ImportPreview> {
	return sendFile("/imports/preview", file, { type });
}

/** Keeps what the columns of a layout mean, for the next files of that layout. */
export function keepMapping(type: ImportType, columns: Record<string, string>, headers: readonly string[], shared: boolean): Promise<unknown> {
	const body = { type, columns, headers: headers.map((h) => `${h}\n`).join(""), visibility: shared ? ("all" as const) : ("private" as const) };
	return ask(api.POST("/import-mappings", { body: body as never }));
}

/** Takes an import back, as a job. */
export function undoImport(id: string): Promise<Job> {
	return ask(api.POST("/jobs/{id}/undo", { params: { path: { id } } }));
}

/** Where the empty file of the import, and an import's refused rows, are downloaded. */
export const templateUrl = (locale: string, type: ImportType): string => `/api/v1/imports/template?locale=${locale}&type=${type}`;
export const errorsUrl = (id: string): string => `/api/v1/jobs/${id}/errors.csv`;
