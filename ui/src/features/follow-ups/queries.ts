import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed } from "vue";
import { api, ask, idempotencyKey } from "@/api/client";
import { useLive } from "@/api/live";
import { usePaged } from "@/api/paged";
import type { Settleable } from "@/parts/settle";
import type { FollowUp } from "./spec";

/** A plan or a record, with the deadlines that hang on it. */
export function useFollowUp(id: () => string) {
	const queries = useQueryClient();
	const followUp = useQuery({ queryKey: computed(() => ["follow-ups", id()]), queryFn: () => ask(api.GET("/follow-ups/{id}", { params: { path: { id: id() } } })) });
	const deadlines = usePaged(["follow-ups", computed(id), "deadlines"], (cursor) => ask(api.GET("/deadlines", { params: { query: { subject: "follow_up", subject_id: id(), sort: "due_at", cursor } } })));
	useLive("record", (e) => e.record === "follow_up" && e.id === id(), () => void queries.invalidateQueries({ queryKey: ["follow-ups", id()] }));
	return { followUp, deadlines, again: () => queries.invalidateQueries({ queryKey: ["follow-ups"] }) };
}

export function cancelPlan(id: string) {
	return ask(api.POST("/follow-ups/{id}/cancel", { params: { path: { id }, header: { "Idempotency-Key": idempotencyKey() } } }));
}

/** A plan as what the dialog settles. */
export function settleableOf(f: FollowUp): Settleable {
	return { id: "", kind: "plan", subject_id: f.id, customer_id: f.customer_id ?? "", ticket_id: null };
}
