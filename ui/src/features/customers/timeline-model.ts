// The words of what happened with a customer; the order and the pages are the server's.
import type { Namer } from "@/api/lookups";
import type { paths } from "@/api/schema";
import { formatDate, formatMoney, t, tMaybe } from "@/i18n/i18n";
import { feedbackText } from "@/parts/feedback";

export type TimelinePage = paths["/customers/{id}/timeline"]["get"]["responses"]["200"]["content"]["application/json"];
export type TimelineItem = TimelinePage["items"][number];
export type TimelineEntry = { id: string; title: string; text: string; path?: string; /** Only the day is known. */ day?: string };

/** What the filter offers: a name, and the types of the server that it stands for. */
export const timelineFilters = {
	all: "follow_up,ticket,ticket_event,order,tier_change,contact",
	follow_up: "follow_up",
	ticket: "ticket,ticket_event",
	order: "order",
	change: "tier_change",
} as const;
export type TimelineFilter = keyof typeof timelineFilters;

function lines(...texts: (string | false | null | undefined)[]): string {
	return texts.filter(Boolean).join("\n");
}

function ofFollowUp(item: TimelineItem, said: (name: string) => string): Omit<TimelineEntry, "id"> {
	const planned = item.type === "plan";
	const what = planned ? t("customers.planned") : tMaybe(`kinds.purpose_${said("purpose")}`, "");
	const next = said("next_action");
	return {
		title: [what, tMaybe(`kinds.channel_${item.channel ?? ""}`, "")].filter(Boolean).join(" · "),
		text: lines(planned ? item.title : item.text, feedbackText(said("feedback")), next && `${t("customers.next_action")}: ${next}`),
	};
}

function ofChange(said: (name: string) => string, people: Namer): Omit<TimelineEntry, "id"> {
	const field = said("field");
	const owner = (id: string): string => (id === "0" ? t("customers.pool") : people(id));
	const word = (value: string): string => (field === "owner_id" ? owner(value) : tMaybe(`kinds.${field === "tier" || field === "stage" ? field : "band"}_${value}`, value));
	const reason = said("reason");
	return { title: `${tMaybe(`customers.${field}`, field)}: ${word(said("old_value"))} → ${word(said("new_value"))}`, text: tMaybe(`customers.reason_${reason}`, reason) };
}

function body(item: TimelineItem, people: Namer): Omit<TimelineEntry, "id"> {
	const said = (name: string): string => String(item.data[name] ?? "");
	const ticket = item.ticket_id ? { path: `/tickets/${item.ticket_id}` } : {};
	switch (item.type) {
		case "follow_up":
		case "plan":
			return ofFollowUp(item, said);
		case "ticket":
			return { ...ticket, title: `${t("customers.ticket_opened")} ${item.ticket_number ?? ""}`, text: item.title };
		case "ticket_event":
			return { ...ticket, title: `${tMaybe(`tickets.event_${said("kind")}`, "")} ${item.ticket_number ?? ""}`, text: lines(item.title, item.text) };
		case "order":
			return { title: t("customers.ordered"), text: [item.title, formatMoney(Number(item.data.amount), said("currency"))].filter(Boolean).join(" · "), day: formatDate(item.at.slice(0, 10)) };
		case "tier_change":
			return ofChange(said, people);
		case "contact":
			return { title: t("customers.contact_added"), text: [item.title, item.text].filter(Boolean).join(" · ") };
	}
}

/** How an item of the timeline is shown. */
export function entryOf(item: TimelineItem, people: Namer): TimelineEntry {
	return { id: `${item.type} ${item.id}`, ...body(item, people) };
}
