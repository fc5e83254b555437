// The list of tickets: its columns, filters and standard views.
import type { Schemas } from "@/api/client";
import type { Namer } from "@/api/lookups";
import { ticketChannelValues, ticketConfirmationValues, ticketStateValues, ticketTypeValues, ticketUrgencyValues } from "@/api/schema";
import { t } from "@/i18n/i18n";
import type { ListSpec } from "@/lists/list-spec";

export type Ticket = Schemas["ticket"];

/** "3/5"; "" without a checklist. */
export function progressOf(ticket: Ticket): string {
	return ticket.checklist_total ? `${ticket.checklist_done ?? 0}/${ticket.checklist_total}` : "";
}

export function ticketSpec(users: Namer, departments: Namer): ListSpec<"tickets"> {
	return {
		name: "tickets",
		record: "ticket",
		title: "tickets.title",
		searchHint: "tickets.search_hint",
		exported: "ticket",
		sort: "next_due_at",
		peek: "tickets",
		nameOf: (k) => k.title,
		pathOf: (k) => `/tickets/${k.id}`,
		columns: [
			{ key: "title", label: "tickets.name", width: 240, frozen: true, fixed: true },
			{ key: "number", label: "tickets.number", width: 140, sort: "number", text: (k) => k.number ?? "" },
			{ key: "customer_id", label: "tickets.customer", width: 180 },
			{ key: "urgency", label: "tickets.urgency", width: 70, sort: "urgency" },
			{ key: "state", label: "tickets.state", width: 80, sort: "state" },
			{ key: "next_due_at", label: "tickets.next_due_at", width: 150, sort: "next_due_at" },
			{ key: "type", label: "tickets.type", width: 70, sort: "type", text: (k) => t(`kinds.type_${k.type}`) },
			{ key: "owner_id", label: "tickets.owner", width: 100, sort: "owner_id", text: (k) => users(k.owner_id) },
			{ key: "submitted_at", label: "tickets.submitted_at", width: 120, sort: "submitted_at" },
			{ key: "checklist_total", label: "tickets.checklist", width: 80, extra: true, text: progressOf },
			{ key: "responded_at", label: "tickets.responded_at", width: 120, sort: "responded_at", extra: true },
			{ key: "resolved_at", label: "tickets.resolved_at", width: 120, sort: "resolved_at", extra: true },
			{ key: "confirmation", label: "tickets.confirmation", width: 100, extra: true, text: (k) => t(`kinds.confirmation_${k.confirmation}`) },
			{ key: "department_id", label: "tickets.department", width: 120, extra: true, text: (k) => departments(k.department_id) },
			{ key: "channel", label: "tickets.channel", width: 80, extra: true, text: (k) => t(`kinds.channel_${k.channel}`) },
		],
		filters: [
			{ name: "state", label: "tickets.state", kind: "enum", values: ticketStateValues, prefix: "ticket_state" },
			{ name: "urgency", label: "tickets.urgency", kind: "enum", values: ticketUrgencyValues },
			{ name: "type", label: "tickets.type", kind: "enum", values: ticketTypeValues },
			{ name: "owner_id", label: "tickets.owner", kind: "user" },
			{ name: "department_id", label: "tickets.department", kind: "department", extra: true },
			{ name: "channel", label: "tickets.channel", kind: "enum", values: ticketChannelValues, extra: true },
			{ name: "confirmation", label: "tickets.confirmation", kind: "enum", values: ticketConfirmationValues, extra: true },
			{ name: "submitted_at", label: "tickets.submitted_at", kind: "days", sort: "-submitted_at", extra: true },
		],
		views: [
			{ id: "open", label: "tickets.view_open", query: { "state[in]": "open,on_hold" } },
			{ id: "mine", label: "tickets.view_mine", query: { "state[in]": "open,on_hold", owner_id: "$me" } },
			{ id: "urgent", label: "tickets.view_urgent", query: { "state[in]": "open", "urgency[in]": "urgent" } },
			{ id: "call_back", label: "tickets.view_call_back", query: { "state[in]": "resolved", "confirmation[in]": "none" } },
			{ id: "all", label: "common.all", query: {} },
		],
	};
}
