// A list that grows: page after page of one query, so that nothing is cut off without a word.
import { keepPreviousData, useInfiniteQuery, type QueryKey } from "@tanstack/vue-query";
import { computed, type ComputedRef } from "vue";

type Page = { items: readonly unknown[]; next: string | null };
const firstPage = (): string | undefined => undefined;

/** Asks for the first page, and for the next one by `more`; `page` gets the cursor of the page
 * before.  The pages there are get asked for again every `refetchInterval` ms. */
export function usePaged<P extends Page>(queryKey: QueryKey, page: (cursor: string | undefined, signal: AbortSignal) => Promise<P>, refetchInterval?: number) {
	const query = useInfiniteQuery({
		queryKey,
		queryFn: ({ pageParam, signal }) => page(pageParam, signal),
		initialPageParam: firstPage(),
		getNextPageParam: (last: P) => last.next ?? undefined,
		placeholderData: keepPreviousData,
		refetchInterval,
	});
	const items: ComputedRef<P["items"][number][]> = computed(() => query.data.value?.pages.flatMap((p) => p.items) ?? []);
	return {
		items,
		/** What the first page says beside its items. */
		first: computed(() => query.data.value?.pages[0]),
		loading: query.isPending,
		/** What is shown belongs to the arguments before. */
		busy: query.isPlaceholderData,
		error: query.error,
		hasMore: query.hasNextPage,
		moreBusy: query.isFetchingNextPage,
		more: () => void query.fetchNextPage(),
		retry: () => void query.refetch(),
	};
}
