// Tables as CSV that spreadsheets of any language open: RFC 4180, with a byte order mark.
export type Cell = string | number | null | undefined;

/** A text that a spreadsheet would take for a formula is marked as text by an apostrophe. */
function cell(value: Cell): string {
	if (value === null || value === undefined) return "";
	if (typeof value === "number") return String(value);
	const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvText(rows: readonly (readonly Cell[])[]): string {
	return `\uFEFF${rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}

/** Gives the reader a file. */
export function saveText(name: string, text: string, type = "text/csv;charset=utf-8"): void {
	const url = URL.createObjectURL(new Blob([text], { type }));
	const link = document.createElement("a");
	link.href = url;
	link.download = name;
	link.click();
	URL.revokeObjectURL(url);
}
