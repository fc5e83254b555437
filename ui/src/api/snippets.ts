// Snippets: one's own and those shared with one, and what they read in a ticket or at a customer.
import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { api, ask, idempotencyKey, ifMatch, type Schemas } from "./client";
import { useLive } from "./live";
import { all } from "./lookups";

export type Snippet = Schemas["snippet"];
type Versioned = { id: string; version: number };
/** What is being written to, or about. */
export type Place = { ticketId?: string | null; customerId?: string | null };

const one = (record: Versioned) => ({ params: { path: { id: record.id }, header: ifMatch(record) } });

export const snippets = {
	create: (body: Schemas["snippet_new"]) => ask(api.POST("/snippets", { params: { header: { "Idempotency-Key": idempotencyKey() } }, body })),
	change: (id: string, version: number, body: Schemas["snippet_edit"]) => ask(api.PATCH("/snippets/{id}", { ...one({ id, version }), body })),
	load: (id: string) => ask(api.GET("/snippets/{id}", { params: { path: { id } } })),
	remove: (snippet: Versioned) => ask(api.DELETE("/snippets/{id}", one(snippet))),
};

export function useSnippets(enabled: () => boolean = () => true) {
	const queries = useQueryClient();
	useLive("record", (e) => e.record === "snippet", () => void queries.invalidateQueries({ queryKey: ["snippets"] }));
	return useQuery({ queryKey: ["snippets"], queryFn: () => all<Snippet>((cursor) => ask(api.GET("/snippets", { params: { query: { limit: 200, cursor, sort: "name" } } }))), staleTime: 5 * 60_000, enabled });
}

export async function renderSnippet(id: string, place: Place): Promise<string> {
	const body = place.ticketId ? { ticket_id: place.ticketId } : { customer_id: place.customerId ?? null };
	return (await ask(api.POST("/snippets/{id}/render", { params: { path: { id } }, body }))).text;
}
