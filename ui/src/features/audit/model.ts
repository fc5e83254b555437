// What a row of the audit trail says in words: pure.
import type { Schemas } from "@/api/client";
import { t, tMaybe } from "@/i18n/i18n";

export type Entry = Schemas["audit_entry"];

export const actions = ["create", "change", "delete", "login", "login_refused", "login_locked", "logout", "password", "seen", "reveal", "denied", "import", "publish", "prune", "rekey", "merge", "reassign", "acknowledge", "invite", "confirm", "confirm_refused", "password_forgotten", "password_reset", "second_factor_on", "second_factor_off", "recovery_code", "recovery_codes", "cancel", "send_again", "demo"] as const;
export const records = ["user", "customer", "contact", "order", "ticket", "follow_up", "role", "company", "department", "token", "policy", "calendar", "tag", "nudge", "standard_text", "saved_view", "snippet", "checklist_template", "checklist_item", "message_template", "webhook", "session", "job", "audit_entry", "audit_key"] as const;

/** The word of an action; the steps of a ticket are called as in its history. */
export function actionWord(action: string | null): string {
	const known = actions.find((a) => a === action);
	return known ? t(`audit.action_${known}`) : tMaybe(`tickets.event_${action ?? ""}`, action ?? "");
}

export function recordWord(record: string | null): string {
	const known = records.find((r) => r === record);
	return known ? t(`audit.record_${known}`) : (record ?? "");
}

/** Characters of a value that are shown. */
const longest = 300;

function shown(value: unknown): string {
	if (value === null || value === undefined || value === "") return t("audit.empty_value");
	if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
	if (typeof value === "object") return t("audit.document");
	const text = typeof value === "string" ? value : JSON.stringify(value);
	return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

const spaces: Record<string, readonly string[]> = { customer: ["customers"], contact: ["customers"], order: ["customers"], ticket: ["tickets"], follow_up: ["follow_ups"], company: ["admin"], user: ["admin", "settings"], department: ["admin"], standard_text: ["standards.text"] };

/** What a field is called on the pages of its record; by its name where no page shows it. */
export function fieldWord(record: string | null, name: string): string {
	const plain = name.replace(/_id$/, "");
	const keys = [`audit.field_${name}`, ...(spaces[record ?? ""] ?? []).flatMap((space) => (space.includes(".") ? [`${space}_${name}`] : [`${space}.${name}`, `${space}.${plain}`]))];
	return keys.reduce((found, key) => (found === name ? tMaybe(key, name) : found), name);
}

export type Difference = { name: string; from: string; to: string };

/** What every record has and every change moves: it says nothing. */
const heads: readonly string[] = ["id", "version", "created_at", "updated_at"];

/** The differences of a row: {"name":[old,new],...}; `from` is "" where there was nothing. */
export function differences(diff: Entry["diff"]): Difference[] {
	if (!diff || Array.isArray(diff)) return [];
	return Object.entries(diff).flatMap(([name, pair]) => (Array.isArray(pair) && !heads.includes(name) ? [{ name, from: pair[0] === null ? "" : shown(pair[0]), to: shown(pair[1]) }] : []));
}

/** Where a record has a page of its own; "" where it has none. */
export function pathOf(entry: Entry): string {
	if (!entry.record_id) return "";
	if (entry.record === "customer") return `/customers/${entry.record_id}`;
	return entry.record === "ticket" ? `/tickets/${entry.record_id}` : "";
}
