// The documents' sheets: which there are, what they are filtered by, in which order they stand.
import type { SheetKind } from "@/api/exports";
import type { ListQuery } from "@/api/lists";
import { customerStageValues, customerTierValues, ticketStateValues, ticketTypeValues } from "@/api/schema";
import type { Key } from "@/i18n/i18n";
import type { Filter } from "@/lists/list-spec";

export type Sheet = { kind: SheetKind; title: Key; /** Beside the right to export. */ permission: string; filters: readonly Filter[] };

export const sheets: readonly Sheet[] = [
	{
		kind: "sheet_customer",
		title: "sheets.customer",
		permission: "customer.read",
		filters: [
			{ name: "tier", label: "customers.tier", kind: "enum", values: customerTierValues },
			{ name: "stage", label: "customers.stage", kind: "enum", values: customerStageValues },
			{ name: "owner_id", label: "customers.owner_id", kind: "user" },
			{ name: "department_id", label: "customers.department_id", kind: "department" },
			{ name: "last_contact_at", label: "customers.last_contact_at", kind: "days" },
		],
	},
	{
		kind: "sheet_ticket",
		title: "sheets.ticket",
		permission: "ticket.read",
		filters: [
			{ name: "state", label: "tickets.state", kind: "enum", values: ticketStateValues, prefix: "ticket_state" },
			{ name: "type", label: "tickets.type", kind: "enum", values: ticketTypeValues },
			{ name: "owner_id", label: "tickets.owner", kind: "user" },
			{ name: "department_id", label: "tickets.department", kind: "department" },
			{ name: "submitted_at", label: "tickets.submitted_at", kind: "days" },
		],
	},
];

/** The arguments of the address that a sheet is filtered by. */
export function filtersOf(sheet: Sheet, query: Record<string, unknown>): ListQuery {
	const names = sheet.filters.flatMap((f) => [f.name, `${f.name}[in]`, `${f.name}[gte]`, `${f.name}[lt]`]);
	return Object.fromEntries(names.flatMap((name) => (typeof query[name] === "string" && query[name] !== "" ? [[name, query[name]]] : [])));
}
