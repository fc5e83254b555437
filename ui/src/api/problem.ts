// What the server says when it refuses (RFC 9457); its texts come in the reader's language.

export type ProblemItem = { field: string; code: string; params: Record<string, string>; detail: string };

/** A refused or failed request. */
export class Problem extends Error {
	constructor(
		/** HTTP status; 0: the server could not be reached. */
		readonly status: number,
		readonly code: string,
		readonly detail: string,
		readonly items: ProblemItem[] = [],
		readonly requestId = "",
	) {
		super(detail || code);
		this.name = "Problem";
	}

	/** The text for a field of a form; "" when it is fine. */
	of(field: string): string {
		return this.items.find((i) => i.field === field)?.detail ?? "";
	}

	/** Texts that belong to none of the fields shown. */
	rest(shown: readonly string[]): string[] {
		const others = this.items.filter((i) => !shown.includes(i.field));
		return others.length > 0 ? others.map((i) => i.detail) : this.items.length > 0 ? [] : [this.detail];
	}
}

function items(body: Record<string, unknown>): ProblemItem[] {
	return Array.isArray(body.errors) ? (body.errors as ProblemItem[]) : [];
}

/** Makes a Problem of a reply's body, whatever it is. */
export function problemOf(status: number, body: unknown): Problem {
	const b = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
	return new Problem(status, String(b.code ?? "unknown"), String(b.detail ?? b.title ?? ""), items(b), String(b.request_id ?? ""));
}
