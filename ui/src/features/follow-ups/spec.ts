import type { Schemas } from "@/api/client";
import type { Namer } from "@/api/lookups";
import { follow_upChannelValues, follow_upPurposeValues, follow_upStateValues } from "@/api/schema";
import { may } from "@/api/session";
import { t } from "@/i18n/i18n";
import { feedbackText } from "@/parts/feedback";
import type { ListSpec } from "@/lists/list-spec";

export type FollowUp = Schemas["follow_up"];

export function followUpSpec(users: Namer): ListSpec<"follow-ups"> {
	return {
		name: "follow-ups",
		record: "follow_up",
		title: "follow_ups.title",
		searchHint: "common.search",
		searchable: false,
		exported: "follow_up",
		sort: "planned_at",
		peek: "follow-ups",
		nameOf: (f) => f.goal ?? f.content ?? f.id,
		pathOf: (f) => `/customers/${f.customer_id}`,
		columns: [
			{ key: "customer_id", label: "follow_ups.customer", width: 200, frozen: true, fixed: true },
			{ key: "state", label: "follow_ups.state", width: 80, sort: "state" },
			{ key: "planned_at", label: "follow_ups.planned_at", width: 130, sort: "planned_at" },
			{ key: "done_at", label: "follow_ups.done_at", width: 130, sort: "done_at" },
			{ key: "channel", label: "follow_ups.channel", width: 80, text: (f) => t(`kinds.channel_${f.channel}`) },
			{ key: "purpose", label: "follow_ups.purpose", width: 90, text: (f) => t(`kinds.purpose_${f.purpose}`) },
			{ key: "content", label: "follow_ups.content", width: 240, text: (f) => (f.state === "planned" ? f.goal : f.content) ?? "" },
			{ key: "feedback", label: "follow_ups.feedback", width: 180, text: (f) => feedbackText(f.feedback) },
			{ key: "next_action", label: "follow_ups.next_action", width: 160, text: (f) => f.next_action ?? "" },
			{ key: "next_action_due_at", label: "follow_ups.next_action_due_at", width: 130, sort: "next_action_due_at" },
			{ key: "owner_id", label: "follow_ups.owner", width: 100, sort: "owner_id", text: (f) => users(f.owner_id) },
			...(may("follow_up.inspect") ? [{ key: "inspected_at", label: "follow_ups.inspected_at", width: 130, sort: "inspected_at" } as const] : []),
			{ key: "acts", label: "common.actions", width: 150, fixed: true },
		],
		filters: [
			{ name: "state", label: "follow_ups.state", kind: "enum", values: follow_upStateValues, prefix: "follow_up_state" },
			{ name: "owner_id", label: "follow_ups.owner", kind: "user" },
			{ name: "purpose", label: "follow_ups.purpose", kind: "enum", values: follow_upPurposeValues },
			{ name: "channel", label: "follow_ups.channel", kind: "enum", values: follow_upChannelValues, extra: true },
			{ name: "planned_at", label: "follow_ups.planned_at", kind: "days", sort: "planned_at", extra: true },
			{ name: "done_at", label: "follow_ups.done_at", kind: "days", sort: "-done_at", extra: true },
		],
		views: [
			{ id: "plans", label: "follow_ups.view_plans", query: { "state[in]": "planned" } },
			{ id: "mine", label: "follow_ups.view_mine", query: { "state[in]": "planned", owner_id: "$me" } },
			{ id: "records", label: "follow_ups.view_records", query: { "state[in]": "done", sort: "-done_at" } },
			...(may("follow_up.inspect")
				? ([
						{ id: "waiting", label: "follow_ups.view_waiting", query: { "state[in]": "done", "inspected_at[null]": "true", sort: "-done_at" } },
						{ id: "inspected", label: "follow_ups.view_inspected", query: { "state[in]": "done", "inspected_at[null]": "false", sort: "-inspected_at" } },
					] as const)
				: []),
			{ id: "all", label: "common.all", query: {} },
		],
	};
}
