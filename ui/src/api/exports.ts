// Lists and the documents' sheets as files, each with its reason.
import { api, ask, type Schemas } from "./client";
import type { ListQuery } from "./lists";

export type ExportKind = "customer" | "contact" | "order" | "ticket" | "follow_up" | "sheet_customer" | "sheet_ticket";
export type FileFormat = "csv" | "xlsx" | "pdf";
export type SheetKind = "sheet_customer" | "sheet_ticket";
export type SheetTable = { title: string; company: string; date: string; taken_by: string; columns: string[]; rows: string[][] };

/** The name that the server gives a file: filename*=UTF-8''... */
function fileName(header: string | null, otherwise: string): string {
	const found = /filename\*=UTF-8''([^;]+)/.exec(header ?? "");
	return found?.[1] ? decodeURIComponent(found[1]) : otherwise;
}

/** Lets the browser save what was fetched. */
function save(file: Blob, name: string): void {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(file);
	link.download = name;
	link.click();
	URL.revokeObjectURL(link.href);
}

/** Lets the browser save the file of a reply. */
export async function saveReply(sent: Promise<{ data?: unknown; error?: unknown; response: Response }>, otherwise: string): Promise<void> {
	const file = (await ask(sent)) as Blob;
	const { response } = await sent;
	save(file, fileName(response.headers.get("Content-Disposition"), otherwise));
}

/** Takes the records of a list, as they are filtered, as a file. */
export async function takeExport(kind: ExportKind, format: FileFormat, query: ListQuery, reason: string): Promise<void> {
	const path = `/exports/${kind}/${format}` as "/exports/customer/csv";
	const body: Schemas["export_args_new"] = { reason };
	await saveReply(api.POST(path, { params: { query: query as never }, body, parseAs: "blob" }), `${kind}.${format}`);
}

/** A sheet as a table to be shown and printed. */
export function sheetTable(kind: SheetKind, query: ListQuery, reason: string): Promise<SheetTable> {
	const path = `/exports/${kind}/table` as "/exports/sheet_customer/table";
	return ask(api.POST(path, { params: { query: query as never }, body: { reason } }));
}
