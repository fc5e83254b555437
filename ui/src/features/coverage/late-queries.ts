// The late list on the server, page by page.
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type Ref } from "vue";
import { api, ask } from "@/api/client";
import { useLive } from "@/api/live";
import type { LateFilter } from "./late-model";

const firstPage = (): string | undefined => undefined;

function load(filter: LateFilter, cursor: string | undefined, signal: AbortSignal) {
	const { kind, tier, ...rest } = filter;
	const lists = { ...(kind ? { kind: kind.join(",") } : {}), ...(tier ? { tier: tier.join(",") } : {}) };
	return ask(api.GET("/deadlines/late", { params: { query: { ...rest, ...lists, limit: 100, cursor } }, signal }));
}

export type LatePage = Awaited<ReturnType<typeof load>>;
export type LateItem = LatePage["items"][number];

export function useLate(filter: Ref<LateFilter>) {
	const queries = useQueryClient();
	const query = useInfiniteQuery({
		queryKey: ["late", filter],
		queryFn: ({ pageParam, signal }) => load(filter.value, pageParam, signal),
		initialPageParam: firstPage(),
		getNextPageParam: (page) => page.next ?? undefined,
		placeholderData: keepPreviousData,
		refetchInterval: 60_000,
	});
	const again = (): Promise<void> => queries.invalidateQueries({ queryKey: ["late"] });
	useLive("record", (event) => ["ticket", "follow_up", "customer", "deadline"].includes(event.record ?? ""), () => void again(), 800);
	const first = computed(() => query.data.value?.pages[0]);
	return {
		items: computed<LateItem[]>(() => query.data.value?.pages.flatMap((p) => p.items) ?? []),
		owners: computed(() => first.value?.owners ?? []),
		total: computed(() => first.value?.total ?? 0),
		loading: query.isPending,
		busy: query.isPlaceholderData,
		error: query.error,
		hasMore: query.hasNextPage,
		more: () => void query.fetchNextPage(),
		again,
		retry: () => void query.refetch(),
	};
}
