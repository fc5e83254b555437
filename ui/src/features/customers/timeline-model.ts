// One timeline of everything that happened with a customer, out of the lists of its records.
import type { Schemas } from "@/api/client";
import { formatMoney, t, tMaybe } from "@/i18n/i18n";
import { feedbackText } from "@/parts/feedback";

export type EntryKind = "follow_up" | "ticket" | "order" | "change";
export type TimelineEntry = {
	id: string;
	kind: EntryKind;
	at: string;
	title: string;
	text: string;
	userId: string | null;
	path?: string;
	upcoming?: boolean;
	followUp?: Schemas["follow_up"];
};
export type TimelineFacts = {
	followUps: readonly Schemas["follow_up"][];
	tickets: readonly Schemas["ticket"][];
	orders: readonly Schemas["order"][];
	changes: readonly Schemas["tier_change"][];
};

function ofFollowUp(f: Schemas["follow_up"]): TimelineEntry[] {
	if (f.state === "cancelled") return [];
	const planned = f.state === "planned";
	const at = planned ? f.planned_at : f.done_at;
	const text = [planned ? f.goal : f.content, feedbackText(f.feedback), f.next_action ? `${t("customers.next_action")}: ${f.next_action}` : ""].filter(Boolean).join("\n");
	const title = `${planned ? t("customers.planned") : t(`kinds.purpose_${f.purpose}`)} · ${t(`kinds.channel_${f.channel}`)}`;
	return at ? [{ id: f.id, kind: "follow_up", at, title, text, userId: f.owner_id, upcoming: planned, followUp: f }] : [];
}

function ofTicket(k: Schemas["ticket"]): TimelineEntry[] {
	const steps = [
		["customers.ticket_opened", k.submitted_at, k.title],
		["customers.ticket_resolved", k.resolved_at, k.result],
		["customers.ticket_archived", k.archived_at, ""],
	] as const;
	return steps.flatMap(([title, at, text]) => (at ? [{ id: `${k.id} ${title}`, kind: "ticket" as const, at, title: `${t(title)} ${k.number ?? ""}`, text: text ?? "", userId: k.owner_id, path: `/tickets/${k.id}` }] : []));
}

function ofOrder(o: Schemas["order"]): TimelineEntry {
	const text = [o.product, formatMoney(o.amount, o.currency)].filter(Boolean).join(" · ");
	return { id: o.id, kind: "order", at: `${o.ordered_on ?? ""}T00:00:00Z`, title: t("customers.ordered"), text, userId: null };
}

function ofChange(c: Schemas["tier_change"]): TimelineEntry {
	const prefix = c.field === "tier" || c.field === "stage" ? c.field : "band";
	const word = (v: string | null): string => tMaybe(`kinds.${prefix}_${v ?? ""}`, v ?? "");
	const label = tMaybe(`customers.${c.field ?? ""}`, c.field ?? "");
	return { id: c.id, kind: "change", at: c.created_at, title: `${label}: ${word(c.old_value)} → ${word(c.new_value)}`, text: tMaybe(`customers.reason_${c.reason ?? ""}`, c.reason ?? ""), userId: c.user_id };
}

/** What lies ahead first, soonest on top; then what was, newest on top. */
export function timeline(facts: TimelineFacts, kind: EntryKind | ""): TimelineEntry[] {
	const all = [...facts.followUps.flatMap(ofFollowUp), ...facts.tickets.flatMap(ofTicket), ...facts.orders.map(ofOrder), ...facts.changes.map(ofChange)];
	const wanted = all.filter((e) => kind === "" || e.kind === kind);
	const ahead = wanted.filter((e) => e.upcoming).sort((a, b) => a.at.localeCompare(b.at));
	return [...ahead, ...wanted.filter((e) => !e.upcoming).sort((a, b) => b.at.localeCompare(a.at))];
}
