// What settles a deadline, by its kind: the words, what the form asks, the request, and how it
// is taken back.  The server decides whether it may be done and what falls due next.
import { api, ask, idempotencyKey, type Schemas } from "@/api/client";
import type { Key } from "@/i18n/i18n";

export type Kind = Schemas["deadline"]["kind"];
export type Channel = Schemas["follow_up"]["channel"];
export type Confirmation = "satisfied" | "basically_satisfied" | "dissatisfied";
/** As much of a deadline as settling needs. */
export type Settleable = { id: string; kind: Kind; subject_id: string | null; customer_id: string; ticket_id: string | null };
export type SettleValues = { content: string; channel: Channel; confirmation: Confirmation | null; feedback: string; planned_at: string | null; mentions: string[] };
export type Undo = () => Promise<unknown>;
type Settlement = {
	label: Key;
	asks: readonly ("channel" | "confirmation" | "feedback" | "plan")[];
	/** Sentences that need no typing. */
	phrases: readonly Key[];
	/** Done at once, without a form. */
	quick?: boolean;
	send: (item: Settleable, values: SettleValues) => Promise<Undo | null>;
};

const once = (): { "Idempotency-Key": string } => ({ "Idempotency-Key": idempotencyKey() });
const ticketPath = (item: Settleable) => ({ params: { path: { id: item.ticket_id ?? "" }, header: once() } });
const followUpPath = (id: string) => ({ params: { path: { id }, header: once() } });
const undoFollowUp = (id: string): Undo => () => ask(api.POST("/follow-ups/{id}/undo", followUpPath(id)));

async function reply(item: Settleable, v: SettleValues): Promise<null> {
	await ask(api.POST("/tickets/{id}/reply", { ...ticketPath(item), body: { text: v.content } }));
	return null;
}

async function resolve(item: Settleable, v: SettleValues): Promise<Undo> {
	await ask(api.POST("/tickets/{id}/resolve", { ...ticketPath(item), body: { text: v.content } }));
	return () => ask(api.POST("/tickets/{id}/reopen", { ...ticketPath(item), body: {} }));
}

async function departmentReply(item: Settleable, v: SettleValues): Promise<null> {
	const asked = item.subject_id === item.ticket_id ? await ask(api.GET("/deadlines/{id}", { params: { path: { id: item.id } } })) : null;
	await ask(api.POST("/tickets/{id}/department-reply", { ...ticketPath(item), body: { text: v.content, department_id: asked?.department_id ?? "" } }));
	return null;
}

async function apologise(item: Settleable, v: SettleValues): Promise<null> {
	await ask(api.POST("/tickets/{id}/apologise", { ...ticketPath(item), body: { text: v.content, channel: v.channel } }));
	return null;
}

async function callBack(item: Settleable, v: SettleValues): Promise<null> {
	await ask(api.POST("/tickets/{id}/call-back", { ...ticketPath(item), body: { text: v.content, channel: v.channel, confirmation: v.confirmation ?? "satisfied" } }));
	return null;
}

async function plan(item: Settleable, v: SettleValues): Promise<Undo> {
	const id = item.subject_id ?? "";
	await ask(api.POST("/follow-ups/{id}/done", { ...followUpPath(id), body: { content: v.content, channel: v.channel, feedback: v.feedback || null, mentions: v.mentions } }));
	return undoFollowUp(id);
}

async function action(item: Settleable): Promise<Undo> {
	const id = item.subject_id ?? "";
	await ask(api.POST("/follow-ups/{id}/action-done", followUpPath(id)));
	return undoFollowUp(id);
}

async function contact(item: Settleable, v: SettleValues): Promise<Undo> {
	const body = { customer_id: item.customer_id, state: "done" as const, content: v.content, channel: v.channel, feedback: v.feedback || null, mentions: v.mentions };
	const made = await ask(api.POST("/follow-ups", { params: { header: once() }, body }));
	return undoFollowUp(made.id);
}

const logs = { label: "my_day.log", asks: ["channel", "feedback", "plan"], phrases: ["my_day.phrase_fine", "my_day.phrase_needs", "my_day.phrase_told"], send: contact } as const;

export const settlements: Record<Kind, Settlement> = {
	response: { label: "my_day.reply", asks: [], phrases: ["my_day.phrase_received", "my_day.phrase_progress"], send: reply },
	update: { label: "my_day.reply", asks: [], phrases: ["my_day.phrase_progress", "my_day.phrase_soon"], send: reply },
	solution: { label: "my_day.resolve", asks: [], phrases: ["my_day.phrase_solved"], send: resolve },
	department_reply: { label: "my_day.department_reply", asks: [], phrases: [], send: departmentReply },
	apology: { label: "my_day.apologise", asks: ["channel"], phrases: ["my_day.phrase_apology"], send: apologise },
	call_back: { label: "my_day.call_back", asks: ["channel", "confirmation"], phrases: ["my_day.phrase_confirmed"], send: callBack },
	plan: { label: "my_day.done", asks: ["channel", "feedback", "plan"], phrases: logs.phrases, send: plan },
	action: { label: "my_day.done", asks: [], phrases: [], quick: true, send: action },
	first_follow_up: logs,
	follow_up: logs,
};

/** Settles a deadline and, when a day was chosen, plans the next follow-up.  Gives how to take
 * it back; null where history stands. */
export async function settle(item: Settleable, values: SettleValues): Promise<Undo | null> {
	const undo = await settlements[item.kind].send(item, values);
	if (!values.planned_at) return undo;
	const next = await ask(api.POST("/follow-ups", { params: { header: once() }, body: { customer_id: item.customer_id, state: "planned", planned_at: values.planned_at } }));
	return async () => {
		await ask(api.POST("/follow-ups/{id}/cancel", { ...followUpPath(next.id) }));
		await undo?.();
	};
}
