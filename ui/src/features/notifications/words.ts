// What a notification says, from the facts it carries.
import { formatShort, t, tMaybe, type Key } from "@/i18n/i18n";

const sentences: Record<string, Key> = {
	warning: "notifications.says_warning",
	breach: "notifications.says_breach",
	escalation: "notifications.says_escalation",
	assigned: "notifications.says_assigned",
	hold_ended: "notifications.says_hold_ended",
	nudge: "notifications.says_nudge",
	recall_near: "notifications.says_recall_near",
	recalled: "notifications.says_recalled",
	mention: "notifications.says_mention",
};

function fact(args: unknown, name: string): string {
	if (typeof args !== "object" || args === null) return "";
	const value: unknown = Reflect.get(args, name);
	return typeof value === "string" ? value : "";
}

export function noticeTitle(kind: string | null): string {
	return tMaybe(`notifications.kind_${kind ?? ""}`, kind ?? "");
}

export function noticeText(kind: string | null, args: unknown): string {
	const deadline = fact(args, "deadline");
	const key = sentences[kind ?? ""] ?? "notifications.says_other";
	return t(key, {
		customer: fact(args, "customer"),
		deadline: tMaybe(`kinds.deadline_${deadline}`, deadline),
		due: formatShort(fact(args, "due_at")),
		ticket: fact(args, "ticket"),
		title: fact(args, "title"),
		text: fact(args, "text"),
		from: fact(args, "from"),
	});
}

/** The ticket that it is about, in a few words; "" for none. */
export function noticeTicket(args: unknown): string {
	return [fact(args, "ticket"), fact(args, "title")].filter(Boolean).join(" ");
}

export function noticeCustomer(args: unknown): string {
	return fact(args, "customer");
}
