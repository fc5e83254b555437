// One change of many records in one request: what became of each row, and the way back.
import { api, ask, idempotencyKey, type Schemas } from "./client";

type CustomerItem = { id: string; version: number; set?: Schemas["customer_edit"] };
type Options = { set?: Schemas["customer_edit"]; dry_run?: boolean; partial?: boolean };
type Versioned = { id: string; version: number };

const once = () => ({ header: { "Idempotency-Key": idempotencyKey() } });

/** Changes customers in the versions that were seen; with dry_run it only reports. */
export function changeCustomers(items: readonly CustomerItem[], options: Options) {
	const named = items.map(({ id, version, set }) => (set ? { id, version, set } : { id, version }));
	return ask(api.POST("/customers/bulk", { params: once(), body: { items: named, ...options } }));
}
export type CustomerReport = Awaited<ReturnType<typeof changeCustomers>>;
export type CustomerReportRow = CustomerReport["rows"][number];

/** Gives each customer of a report back what it was. */
export async function takeCustomersBack(report: CustomerReport): Promise<void> {
	const rows = report.rows.filter((r) => r.result === "changed");
	await changeCustomers(rows.map((r) => ({ id: r.id, version: r.version ?? 0, set: r.previous })), { partial: true });
}

/** What a request needs of records that are shown. */
export function versionsOf(rows: readonly Versioned[]): Versioned[] {
	return rows.map(({ id, version }) => ({ id, version }));
}

type Which = { ids: string[] } | { filter: { owner_id?: string; department_id?: string; kind?: Schemas["deadline"]["kind"][]; tier?: Schemas["customer"]["tier"][] } };
type Given = { owner_id: string; text: string; dry_run?: boolean; partial?: boolean };

/** Gives deadlines to somebody, with the reason; with dry_run it only reports. */
export function reassignDeadlines(which: Which, given: Given) {
	return ask(api.POST("/deadlines/reassign", { params: once(), body: { ...which, ...given } }));
}
export type ReassignReport = Awaited<ReturnType<typeof reassignDeadlines>>;

/** Gives each deadline of a report back to whom it was taken from; one that was nobody's stays. */
export async function takeDeadlinesBack(report: ReassignReport, text: string): Promise<void> {
	const before = new Map<string, string[]>();
	for (const row of report.rows) {
		const owner = row.previous.owner_id;
		if (row.result === "changed" && owner) before.set(owner, [...(before.get(owner) ?? []), row.id]);
	}
	for (const [owner_id, ids] of before) await reassignDeadlines({ ids }, { owner_id, text, partial: true });
}
