// The acts of a ticket: the server says by `can` which are possible now.
import type { Act } from "@/api/acts";
import type { Key } from "@/i18n/i18n";

export type Ask = "text" | "until" | "owner" | "department" | "confirmation" | "channel";
export type ActSpec = { act: Act; can: string; label: Key; keys?: string; asks: readonly Ask[]; textLabel?: Key; textOptional?: boolean };

export const acts: readonly ActSpec[] = [
	{ act: "resolve", can: "resolve", label: "tickets.act_resolve", keys: "s", asks: ["text"], textLabel: "tickets.result" },
	{ act: "hold", can: "hold", label: "tickets.act_hold", keys: "h", asks: ["text", "until"], textLabel: "common.reason" },
	{ act: "resume", can: "resume", label: "tickets.act_resume", keys: "h", asks: [] },
	{ act: "assign", can: "assign", label: "tickets.act_assign", keys: "a", asks: ["owner", "text"], textLabel: "common.reason", textOptional: true },
	{ act: "ask-department", can: "ask_department", label: "tickets.act_ask_department", asks: ["department", "text"], textLabel: "tickets.question" },
	{ act: "department-reply", can: "ask_department", label: "tickets.act_department_reply", asks: ["department", "text"] },
	{ act: "call-back", can: "call_back", label: "tickets.act_call_back", keys: "b", asks: ["confirmation", "channel", "text"] },
	{ act: "apologise", can: "apologise", label: "tickets.act_apologise", asks: ["channel", "text"] },
	{ act: "archive", can: "archive", label: "tickets.act_archive", asks: ["text"], textLabel: "tickets.archive_reason", textOptional: true },
	{ act: "reopen", can: "reopen", label: "tickets.act_reopen", asks: [] },
	{ act: "cancel", can: "cancel", label: "tickets.act_cancel", asks: ["text"], textLabel: "common.reason" },
];
