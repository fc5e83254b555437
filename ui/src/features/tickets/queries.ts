import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed } from "vue";
import { fetchAttachments } from "@/api/attachments";
import { api, ask, type Schemas } from "@/api/client";
import { useLive } from "@/api/live";
import { usePaged } from "@/api/paged";

export type TicketEvent = Schemas["ticket_event"];

/** A ticket with its history and deadlines; refreshed when any of it changes. */
export function useTicket(id: () => string) {
	const queries = useQueryClient();
	const key = (what: string) => ["tickets", computed(id), what];
	const ticket = useQuery({ queryKey: computed(() => ["tickets", id()]), queryFn: () => ask(api.GET("/tickets/{id}", { params: { path: { id: id() } } })) });
	const events = usePaged(key("events"), (cursor) => ask(api.GET("/tickets/{ticket_id}/events", { params: { path: { ticket_id: id() }, query: { sort: "-seq", limit: 100, cursor } } })));
	const deadlines = usePaged(key("deadlines"), (cursor) => ask(api.GET("/deadlines", { params: { query: { subject: "ticket", subject_id: id(), sort: "due_at", cursor } } })));
	const files = usePaged(["attachments", "tickets", computed(id)], (cursor) => fetchAttachments("tickets", id(), cursor));
	async function again(): Promise<void> {
		await Promise.all([queries.invalidateQueries({ queryKey: ["tickets", id()] }), queries.invalidateQueries({ queryKey: ["attachments", "tickets", id()] })]);
	}
	useLive("record", (e) => e.record === "ticket" && e.id === id(), () => void again());
	return { ticket, events, deadlines, files, again };
}

export function createTicket(body: Schemas["ticket_new"], header: { "Idempotency-Key": string }) {
	return ask(api.POST("/tickets", { params: { header }, body }));
}
