// Standard texts: drafts, publication, taking note.
import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed } from "vue";
import { api, ask, idempotencyKey, ifMatch, type Schemas } from "@/api/client";
import { useLive } from "@/api/live";

export type StandardText = Schemas["standard_text"];
type Versioned = { id: string; version: number };
const byId = (id: string) => ({ params: { path: { id } } });
const once = () => ({ "Idempotency-Key": idempotencyKey() });
const at = (text: Versioned) => ({ params: { path: { id: text.id }, header: ifMatch(text) } });

export const texts = {
	create: (body: Schemas["standard_text_new"]) => ask(api.POST("/standard-texts", { params: { header: once() }, body })),
	change: (id: string, version: number, body: Schemas["standard_text_edit"]) => ask(api.PATCH("/standard-texts/{id}", { ...at({ id, version }), body })),
	load: (id: string) => ask(api.GET("/standard-texts/{id}", byId(id))),
};

export function useTexts() {
	return useQuery({ queryKey: ["standard-texts"], queryFn: () => ask(api.GET("/standard-texts", { params: { query: { sort: "-created_at", limit: 100 } } })) });
}

export function useText(id: () => string) {
	const text = useQuery({ queryKey: computed(() => ["standard-texts", id()]), queryFn: () => texts.load(id()) });
	const readers = useQuery({ queryKey: computed(() => ["standard-texts", id(), "readers"]), queryFn: () => ask(api.GET("/standard-texts/{id}/readers", byId(id()))), enabled: () => text.data.value?.can?.readers === true });
	return { text, readers };
}

/** What I have still to take note of; asked anew when a text is published. */
export function useWaitingTexts() {
	const queries = useQueryClient();
	useLive("record", (e) => e.record === "standard_text", () => void queries.invalidateQueries({ queryKey: ["standard-texts"] }));
	return useQuery({ queryKey: ["standard-texts", "waiting"], queryFn: () => ask(api.GET("/standard-texts/waiting")) });
}

export function publishText(text: Versioned, reason: string) {
	return ask(api.POST("/standard-texts/{id}/publish", { params: { path: { id: text.id }, header: { ...ifMatch(text), ...once() } }, body: { reason } }));
}

export function acknowledgeText(id: string) {
	return ask(api.POST("/standard-texts/{id}/acknowledge", { params: { path: { id }, header: once() } }));
}

export function dropText(text: Versioned) {
	return ask(api.DELETE("/standard-texts/{id}", at(text)));
}

/** What the standard in force owes, case by case; null when there is none. */
export async function cellsInForce() {
	const { items } = await ask(api.GET("/policies", { params: { query: { state: "published", limit: 1 } } }));
	return items[0] ? (await ask(api.GET("/policies/{id}/matrix", byId(items[0].id)))).cells : null;
}
