// What is done with a ticket: one address an act, each with its own few fields.
import { api, ask, idempotencyKey, type Schemas } from "./client";

export type Act = "reply" | "customer-message" | "note" | "hold" | "resume" | "resolve" | "reopen" | "assign" | "ask-department" | "department-reply" | "call-back" | "apologise" | "archive" | "cancel";
export type ActValues = { attachment_ids?: string[]; mentions?: string[]; text?: string; until?: string | null; at?: string | null; owner_id?: string; department_id?: string; confirmation?: string; channel?: string };

/** Says that something was done with a ticket; the server's table of the act checks the rest. */
export function actOn(id: string, act: Act, values: ActValues): Promise<Schemas["ticket"]> {
	const path = `/tickets/{id}/${act}` as "/tickets/{id}/note";
	return ask(api.POST(path, { params: { path: { id }, header: { "Idempotency-Key": idempotencyKey() } }, body: values as Schemas["note_new"] }));
}
