// The list of customers: its columns, filters and standard views.
import type { Namer } from "@/api/lookups";
import type { Schemas } from "@/api/client";
import { customerAmount_bandValues, customerFrequency_bandValues, customerStageValues, customerStateValues, customerTierValues } from "@/api/schema";
import { formatDate, formatMoney, formatNumber, t } from "@/i18n/i18n";
import type { ListSpec } from "@/lists/list-spec";

export type Customer = Schemas["customer"];

export function customerSpec(users: Namer, departments: Namer, tags: Namer, regions: (code: string | null) => string): ListSpec<"customers"> {
	return {
		name: "customers",
		record: "customer",
		title: "customers.title",
		searchHint: "customers.search_hint",
		exported: "customer",
		sort: "next_touch_at",
		peek: "customers",
		nameOf: (c) => c.name,
		pathOf: (c) => `/customers/${c.id}`,
		columns: [
			{ key: "name", label: "customers.name", width: 220, sort: "sort_key", frozen: true, fixed: true },
			{ key: "number", label: "customers.number", width: 110, sort: "number", text: (c) => c.number ?? "" },
			{ key: "tier", label: "customers.tier", width: 80, sort: "tier" },
			{ key: "stage", label: "customers.stage", width: 90, sort: "stage" },
			{ key: "next_touch_at", label: "customers.next_touch_at", width: 150, sort: "next_touch_at" },
			{ key: "last_contact_at", label: "customers.last_contact_at", width: 130, sort: "last_contact_at" },
			{ key: "owner_id", label: "customers.owner_id", width: 100, sort: "owner_id", text: (c) => users(c.owner_id) },
			{ key: "tags", label: "customers.tags", width: 160, text: (c) => c.tags.map((id) => tags(id)).join(t("common.list_separator")) },
			{ key: "industry", label: "customers.industry", width: 120, sort: "industry", text: (c) => c.industry ?? "" },
			{ key: "region", label: "customers.region", width: 180, sort: "region", extra: true, text: (c) => regions(c.region) },
			{ key: "order_total", label: "customers.order_total", width: 120, sort: "order_total", align: "right", text: (c) => formatMoney(c.order_total, c.order_currency) },
			{ key: "order_count", label: "customers.order_count", width: 80, sort: "order_count", align: "right", extra: true, text: (c) => formatNumber(c.order_count) },
			{ key: "last_order_on", label: "customers.last_order_on", width: 120, sort: "last_order_on", extra: true, text: (c) => formatDate(c.last_order_on) },
			{ key: "cooperation_since", label: "customers.cooperation_since", width: 120, sort: "cooperation_since", extra: true, text: (c) => formatDate(c.cooperation_since) },
			{ key: "state", label: "customers.state", width: 90, sort: "state", extra: true },
			{ key: "recall_at", label: "customers.recall_at", width: 130, sort: "recall_at", extra: true },
			{ key: "department_id", label: "customers.department_id", width: 120, extra: true, text: (c) => departments(c.department_id) },
		],
		filters: [
			{ name: "tier", label: "customers.tier", kind: "enum", values: customerTierValues },
			{ name: "stage", label: "customers.stage", kind: "enum", values: customerStageValues },
			{ name: "owner_id", label: "customers.owner_id", kind: "user" },
			{ name: "tags", label: "customers.tags", kind: "tag" },
			{ name: "region", label: "customers.region", kind: "region", extra: true },
			{ name: "state", label: "customers.state", kind: "enum", values: customerStateValues, prefix: "customer_state", extra: true },
			{ name: "department_id", label: "customers.department_id", kind: "department", extra: true },
			{ name: "frequency_band", label: "customers.frequency_band", kind: "enum", values: customerFrequency_bandValues, prefix: "band", extra: true },
			{ name: "amount_band", label: "customers.amount_band", kind: "enum", values: customerAmount_bandValues, prefix: "band", extra: true },
			{ name: "next_touch_at", label: "customers.next_touch_at", kind: "days", sort: "next_touch_at", extra: true },
			{ name: "last_contact_at", label: "customers.last_contact_at", kind: "days", sort: "-last_contact_at", extra: true },
			{ name: "recall_at", label: "customers.recall_at", kind: "days", sort: "recall_at", extra: true },
		],
		views: [
			{ id: "all", label: "common.all", query: {} },
			{ id: "mine", label: "customers.view_mine", query: { owner_id: "$me", state: "active" } },
			{ id: "vip", label: "customers.view_vip", query: { "tier[in]": "vip" } },
			{ id: "new", label: "customers.view_new", query: { "stage[in]": "new" } },
			{ id: "risk", label: "customers.view_risk", query: { "stage[in]": "cold,churn_risk" } },
		],
	};
}
