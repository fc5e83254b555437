import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed } from "vue";
import { api, ask, type Schemas } from "@/api/client";
import { fetchList } from "@/api/lists";
import { useLive } from "@/api/live";
import { usePaged } from "@/api/paged";

export type Notice = Schemas["notification"];

/** My notifications, the newest first, page by page; refreshed when one comes. */
export function useNotices(unread: () => boolean) {
	const queries = useQueryClient();
	const list = usePaged(["notifications", "list", computed(unread)], (cursor, signal) =>
		fetchList("notifications", { channel: "app", sort: "-id", cursor, ...(unread() ? { "read_at[null]": true } : {}) }, signal),
	);
	const { data } = useQuery({ queryKey: ["notifications", "unread"], queryFn: () => ask(api.GET("/notifications/unread")) });
	const again = (): Promise<void> => queries.invalidateQueries({ queryKey: ["notifications"] });
	useLive("notification", () => true, () => void again());
	return { list, hasUnread: computed(() => (data.value?.unread ?? 0) > 0), again };
}

export function markRead(id: string) {
	return ask(api.POST("/notifications/{id}/read", { params: { path: { id } } }));
}

export function markAllRead() {
	return ask(api.POST("/notifications/read-all"));
}
