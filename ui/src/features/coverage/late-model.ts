// The late list's filter as it stands in the address, and what its rows say in words.
import type { Schemas } from "@/api/client";
import { customerTierValues, deadlineKindValues } from "@/api/schema";
import { t } from "@/i18n/i18n";
import type { Filter } from "@/lists/list-spec";
import type { Column } from "@/ui/columns";
import type { LateItem } from "./late-queries";

export type LateFilter = { owner_id?: string; department_id?: string; kind?: Schemas["deadline"]["kind"][]; tier?: Schemas["customer"]["tier"][] };
/** Rows of one request: the server's limit. */
export const atMost = 500;

export const lateFilters: Filter[] = [
	{ name: "department_id", label: "late.department", kind: "department" },
	{ name: "kind", label: "late.kind", kind: "enum", values: deadlineKindValues, prefix: "deadline" },
	{ name: "tier", label: "late.tier", kind: "enum", values: customerTierValues },
];

function chosen<T extends string>(text: unknown, values: readonly T[]): T[] | undefined {
	const wanted = typeof text === "string" ? text.split(",") : [];
	const known = values.filter((v) => wanted.includes(v));
	return known.length > 0 ? known : undefined;
}

/** The filter in an address; what it does not know it leaves out. */
export function filterOf(query: Record<string, unknown>): LateFilter {
	const kind = chosen(query["kind[in]"], deadlineKindValues);
	const tier = chosen(query["tier[in]"], customerTierValues);
	return {
		...(typeof query.owner_id === "string" && query.owner_id ? { owner_id: query.owner_id } : {}),
		...(typeof query.department_id === "string" && query.department_id ? { department_id: query.department_id } : {}),
		...(kind ? { kind } : {}),
		...(tier ? { tier } : {}),
	};
}

export function stepText(item: LateItem): string {
	if (!item.step) return t("late.step_none");
	return item.step.kind === "escalation" ? t(`late.to_${item.step.to}`) : t(`late.step_${item.step.kind}`);
}

export const lateColumns: Column<LateItem>[] = [
	{ key: "customer", label: "late.customer", width: 220, frozen: true },
	{ key: "what", label: "late.what", width: 220 },
	{ key: "owner", label: "late.owner", width: 130 },
	{ key: "due_at", label: "late.since", width: 140 },
	{ key: "step", label: "late.step", width: 130 },
	{ key: "reason", label: "late.reason", width: 150 },
	{ key: "ticket", label: "late.about_ticket", width: 180 },
];
