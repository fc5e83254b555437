// What settles a deadline, by its kind: the words, what the form asks, the request, and how it
// is taken back.  The server decides whether it may be done and what falls due next.
import { api, ask, idempotencyKey, keysOfForm, type Schemas } from "@/api/client";
import type { Key } from "@/i18n/i18n";

export type Kind = Schemas["deadline"]["kind"];
export type Channel = Schemas["follow_up"]["channel"];
export type Confirmation = "satisfied" | "basically_satisfied" | "dissatisfied";
/** As much of a deadline as settling needs. */
export type Settleable = { id: string; kind: Kind; subject_id: string | null; customer_id: string; ticket_id: string | null };
export type SettleValues = { content: string; channel: Channel; confirmation: Confirmation | null; feedback: string; planned_at: string | null; mentions: string[] };
export type Undo = () => Promise<unknown>;
/** undo: null where history stands. */
export type Settled = { undo: Undo | null; followUp: string | null };
export type Keys = ReturnType<typeof keysOfForm>;
type Settlement = {
	label: Key;
	asks: readonly ("channel" | "confirmation" | "feedback" | "plan")[];
	/** Sentences that need no typing. */
	phrases: readonly Key[];
	/** Done at once, without a form. */
	quick?: boolean;
	/** What may carry files: the follow-up that it makes or does. */
	files?: boolean;
	send: (item: Settleable, values: SettleValues, keys: Keys) => Promise<Settled>;
};

const once = (): { "Idempotency-Key": string } => ({ "Idempotency-Key": idempotencyKey() });
const stands: Settled = { undo: null, followUp: null };
const byFollowUp = (id: string): Settled => ({ undo: () => ask(api.POST("/follow-ups/{id}/undo", { params: { path: { id }, header: once() } })), followUp: id });

/** The rest of a request about a ticket, and about a follow-up. */
const onTicket = <B>(item: Settleable, body: B, keys: Keys) => ({ params: { path: { id: item.ticket_id ?? "" }, header: keys(body) }, body });
const onFollowUp = <B>(id: string, body: B, keys: Keys) => ({ params: { path: { id }, header: keys(body) }, body });

async function reply(item: Settleable, v: SettleValues, keys: Keys): Promise<Settled> {
	await ask(api.POST("/tickets/{id}/reply", onTicket(item, { text: v.content }, keys)));
	return stands;
}

async function resolve(item: Settleable, v: SettleValues, keys: Keys): Promise<Settled> {
	await ask(api.POST("/tickets/{id}/resolve", onTicket(item, { text: v.content }, keys)));
	return { undo: () => ask(api.POST("/tickets/{id}/reopen", { params: { path: { id: item.ticket_id ?? "" }, header: once() }, body: {} })), followUp: null };
}

async function departmentReply(item: Settleable, v: SettleValues, keys: Keys): Promise<Settled> {
	const asked = item.subject_id === item.ticket_id ? await ask(api.GET("/deadlines/{id}", { params: { path: { id: item.id } } })) : null;
	await ask(api.POST("/tickets/{id}/department-reply", onTicket(item, { text: v.content, department_id: asked?.department_id ?? "" }, keys)));
	return stands;
}

async function apologise(item: Settleable, v: SettleValues, keys: Keys): Promise<Settled> {
	await ask(api.POST("/tickets/{id}/apologise", onTicket(item, { text: v.content, channel: v.channel }, keys)));
	return stands;
}

async function callBack(item: Settleable, v: SettleValues, keys: Keys): Promise<Settled> {
	await ask(api.POST("/tickets/{id}/call-back", onTicket(item, { text: v.content, channel: v.channel, confirmation: v.confirmation ?? "satisfied" }, keys)));
	return stands;
}

async function plan(item: Settleable, v: SettleValues, keys: Keys): Promise<Settled> {
	const id = item.subject_id ?? "";
	await ask(api.POST("/follow-ups/{id}/done", onFollowUp(id, { content: v.content, channel: v.channel, feedback: v.feedback || null, mentions: v.mentions }, keys)));
	return byFollowUp(id);
}

async function action(item: Settleable): Promise<Settled> {
	const id = item.subject_id ?? "";
	await ask(api.POST("/follow-ups/{id}/action-done", { params: { path: { id }, header: once() } }));
	return byFollowUp(id);
}

async function contact(item: Settleable, v: SettleValues, keys: Keys): Promise<Settled> {
	const body = { customer_id: item.customer_id, state: "done" as const, content: v.content, channel: v.channel, feedback: v.feedback || null, mentions: v.mentions };
	return byFollowUp((await ask(api.POST("/follow-ups", { params: { header: keys(body) }, body }))).id);
}

const logs = { label: "my_day.log", asks: ["channel", "feedback", "plan"], phrases: ["my_day.phrase_fine", "my_day.phrase_needs", "my_day.phrase_told"], files: true, send: contact } as const;

export const settlements: Record<Kind, Settlement> = {
	response: { label: "my_day.reply", asks: [], phrases: ["my_day.phrase_received", "my_day.phrase_progress"], send: reply },
	update: { label: "my_day.reply", asks: [], phrases: ["my_day.phrase_progress", "my_day.phrase_soon"], send: reply },
	solution: { label: "my_day.resolve", asks: [], phrases: ["my_day.phrase_solved"], send: resolve },
	department_reply: { label: "my_day.department_reply", asks: [], phrases: [], send: departmentReply },
	apology: { label: "my_day.apologise", asks: ["channel"], phrases: ["my_day.phrase_apology"], send: apologise },
	call_back: { label: "my_day.call_back", asks: ["channel", "confirmation"], phrases: ["my_day.phrase_confirmed"], send: callBack },
	plan: { label: "my_day.done", asks: ["channel", "feedback", "plan"], phrases: logs.phrases, files: true, send: plan },
	action: { label: "my_day.done", asks: [], phrases: [], quick: true, send: action },
	first_follow_up: logs,
	follow_up: logs,
};

/** Settles a deadline and, when a day was chosen, plans the next follow-up. */
export async function settle(item: Settleable, values: SettleValues, keys: Keys = keysOfForm()): Promise<Settled> {
	const settled = await settlements[item.kind].send(item, values, keys);
	if (!values.planned_at) return settled;
	const body = { customer_id: item.customer_id, state: "planned" as const, planned_at: values.planned_at };
	const next = await ask(api.POST("/follow-ups", { params: { header: keys(body) }, body }));
	const undo = async (): Promise<void> => {
		await ask(api.POST("/follow-ups/{id}/cancel", { params: { path: { id: next.id }, header: once() } }));
		await settled.undo?.();
	};
	return { ...settled, undo };
}
