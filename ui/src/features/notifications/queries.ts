import { useInfiniteQuery, useQueryClient } from "@tanstack/vue-query";
import { computed } from "vue";
import { api, ask, type Schemas } from "@/api/client";
import { useLive } from "@/api/live";

export type Notice = Schemas["notification"];

/** My notifications, the newest first, page by page; refreshed when one comes. */
export function useNotices() {
	const queries = useQueryClient();
	const query = useInfiniteQuery({
		queryKey: ["notifications", "list"],
		queryFn: ({ pageParam, signal }) => ask(api.GET("/notifications", { params: { query: { channel: "app" as const, sort: "-id" as const, limit: 50, cursor: pageParam || undefined } }, signal })),
		initialPageParam: "",
		getNextPageParam: (page) => page.next ?? undefined,
	});
	const again = (): Promise<void> => queries.invalidateQueries({ queryKey: ["notifications"] });
	useLive("notification", () => true, () => void again());
	return { query, items: computed(() => query.data.value?.pages.flatMap((p) => p.items) ?? []), again };
}

export function markRead(id: string) {
	return ask(api.POST("/notifications/{id}/read", { params: { path: { id } } }));
}

export function markAllRead() {
	return ask(api.POST("/notifications/read-all"));
}
