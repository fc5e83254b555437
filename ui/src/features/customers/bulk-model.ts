// What a bulk change wants of the chosen customers, and in words what it does to each.
import type { CustomerReportRow } from "@/api/bulk";
import type { Namer } from "@/api/lookups";
import { tMaybe } from "@/i18n/i18n";
import type { CustomerEdit } from "./queries";
import type { Customer } from "./spec";

export type BulkValues = { owner_id: string | null; tier: Customer["tier"] | null; stage: Customer["stage"] | null; state: Customer["state"] | null };
type Names = { users: Namer; departments: Namer };

/** What is told of a row; what else follows (a tier by hand) is not worth a word. */
const told = ["owner_id", "department_id", "tier", "stage", "state"] as const;

/** The fields that are to be set; null wants nothing. */
export function wantedOf(values: BulkValues): CustomerEdit {
	return {
		...(values.owner_id ? { owner_id: values.owner_id } : {}),
		...(values.tier ? { tier: values.tier } : {}),
		...(values.stage ? { stage: values.stage } : {}),
		...(values.state ? { state: values.state } : {}),
	};
}

function word(name: (typeof told)[number], value: string | null | undefined, names: Names): string {
	if (name === "owner_id") return names.users(value);
	if (name === "department_id") return names.departments(value);
	return tMaybe(`kinds.${name === "state" ? "customer_state" : name}_${value ?? ""}`, value ?? "");
}

/** "普通 → VIP" for each field that a row's change is about. */
export function rowWords(row: CustomerReportRow, names: Names): string[] {
	return told.filter((name) => name in row.values).map((name) => `${word(name, row.previous[name], names)} → ${word(name, row.values[name], names)}`);
}
