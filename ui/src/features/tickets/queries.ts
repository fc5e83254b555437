import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed } from "vue";
import { api, ask, idempotencyKey, type Schemas } from "@/api/client";
import { fetchList } from "@/api/lists";
import { useLive } from "@/api/live";

export type TicketEvent = Schemas["ticket_event"];

const once = () => ({ "Idempotency-Key": idempotencyKey() });

/** A ticket with its history and deadlines; refreshed when any of it changes. */
export function useTicket(id: () => string) {
	const queries = useQueryClient();
	const key = (what: string) => computed(() => ["tickets", id(), what]);
	const ticket = useQuery({ queryKey: computed(() => ["tickets", id()]), queryFn: () => ask(api.GET("/tickets/{id}", { params: { path: { id: id() } } })) });
	const events = useQuery({ queryKey: key("events"), queryFn: () => ask(api.GET("/tickets/{ticket_id}/events", { params: { path: { ticket_id: id() }, query: { sort: "at", limit: 200 } } })) });
	const deadlines = useQuery({ queryKey: key("deadlines"), queryFn: () => fetchList("deadlines", { subject: "ticket", subject_id: id(), sort: "due_at", limit: 50 }) });
	const customer = useQuery({
		queryKey: computed(() => ["customers", ticket.data.value?.customer_id ?? ""]),
		queryFn: () => ask(api.GET("/customers/{id}", { params: { path: { id: ticket.data.value?.customer_id ?? "" } } })),
		enabled: () => Boolean(ticket.data.value?.customer_id),
	});
	const again = (): Promise<void> => queries.invalidateQueries({ queryKey: ["tickets", id()] });
	useLive("record", (e) => e.record === "ticket" && e.id === id(), () => void again());
	return { ticket, customer: customer.data, events: computed(() => events.data.value?.items ?? []), deadlines: computed(() => deadlines.data.value?.items ?? []), again };
}

export function createTicket(body: Schemas["ticket_new"]) {
	return ask(api.POST("/tickets", { params: { header: once() }, body }));
}

/** The names of the customers of a page of tickets. */
export function useCustomersOf(tickets: () => readonly Schemas["ticket"][]) {
	const ids = computed(() => [...new Set(tickets().map((k) => k.customer_id ?? ""))].filter(Boolean).sort());
	const { data } = useQuery({
		queryKey: computed(() => ["customers", "named", ids.value]),
		queryFn: () => fetchList("customers", { "id[in]": ids.value.slice(0, 100).join(","), limit: 100 }),
		enabled: () => ids.value.length > 0,
	});
	return computed(() => new Map((data.value?.items ?? []).map((c) => [c.id, c.name])));
}
