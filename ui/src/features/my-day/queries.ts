// My day on the server: the queue by bucket, what is counted, and snoozing.
import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type Ref } from "vue";
import { api, ask, idempotencyKey } from "@/api/client";
import { useLive } from "@/api/live";
import { usePaged } from "@/api/paged";

export type Scope = "mine" | "team";
export type MyDay = Awaited<ReturnType<typeof load>>;
export type DayItem = MyDay["items"][number];
export type Bucket = DayItem["bucket"];

function load(scope: Scope, bucket: string, cursor: string | undefined, signal: AbortSignal) {
	return ask(api.GET("/my-day", { params: { query: { scope, limit: 100, cursor, ...(bucket ? { bucket } : {}) } }, signal }));
}

/** The queue, page by page; bucket "" is all of it but what is snoozed. */
export function useMyDay(scope: Ref<Scope>, bucket: Ref<string>) {
	const queries = useQueryClient();
	const query = usePaged(["my-day", scope, bucket], (cursor, signal) => load(scope.value, bucket.value, cursor, signal), 60_000);
	useLive(
		"record",
		(event) => ["ticket", "follow_up", "customer", "deadline"].includes(event.record ?? ""),
		() => void queries.invalidateQueries({ queryKey: ["my-day"] }),
		500,
	);
	return { ...query, counts: computed(() => query.first.value?.counts), countsMore: computed(() => query.first.value?.counts_more ?? []), again: () => queries.invalidateQueries({ queryKey: ["my-day"] }) };
}

/** How many active customers are covered; refreshed with the queue. */
export function useCoverage() {
	return useQuery({ queryKey: ["coverage"], queryFn: () => ask(api.GET("/coverage")), refetchInterval: 60_000 });
}

export function snooze(id: string, until: string, reason: string) {
	return ask(api.POST("/deadlines/{id}/snooze", { params: { path: { id }, header: { "Idempotency-Key": idempotencyKey() } }, body: { until, reason } }));
}

export function unsnooze(id: string) {
	return ask(api.POST("/deadlines/{id}/unsnooze", { params: { path: { id }, header: { "Idempotency-Key": idempotencyKey() } } }));
}
