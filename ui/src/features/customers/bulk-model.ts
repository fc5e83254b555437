// What a bulk change does to each of the chosen customers, and how it is taken back.
import type { Namer } from "@/api/lookups";
import { tMaybe } from "@/i18n/i18n";
import type { CustomerEdit } from "./queries";
import type { Customer } from "./spec";

export type BulkValues = { owner_id: string | null; tier: Customer["tier"] | null; stage: Customer["stage"] | null; state: Customer["state"] | null };
export type BulkStep = { row: Customer; set: CustomerEdit; back: CustomerEdit; words: (users: Namer) => string[] };

const names = ["owner_id", "tier", "stage", "state"] as const;

function word(name: (typeof names)[number], value: string | null, users: Namer): string {
	if (name === "owner_id") return users(value);
	return tMaybe(`kinds.${name === "state" ? "customer_state" : name}_${value ?? ""}`, value ?? "");
}

/** One step for each customer that differs from the wanted values; null wants nothing. */
export function bulkPlan(rows: readonly Customer[], wanted: BulkValues): BulkStep[] {
	return rows.flatMap((row) => {
		const differing = names.filter((name) => wanted[name] !== null && wanted[name] !== row[name]);
		if (differing.length === 0) return [];
		const set: CustomerEdit = Object.fromEntries(differing.map((name) => [name, wanted[name]]));
		const back: CustomerEdit = Object.fromEntries(differing.map((name) => [name, row[name]]));
		const words = (users: Namer): string[] => differing.map((name) => `${word(name, row[name], users)} → ${word(name, wanted[name], users)}`);
		return [{ row, set, back, words }];
	});
}
