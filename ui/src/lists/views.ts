// Saved views of a list: the standard ones of the page, one's own and the shared ones.
import { useMutation, useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed } from "vue";
import { api, ask, idempotencyKey, ifMatch, type Schemas } from "@/api/client";
import { counting, fetchList, totalOf, type ListName, type ListQuery } from "@/api/lists";
import { useLive } from "@/api/live";

export type SavedView = Schemas["saved_view"];
export type ViewPage = SavedView["page"];
export type ViewDraft = { name: string; visibility: SavedView["visibility"]; locked: boolean; query: { filters: ListQuery; sort: string; columns: string[] } };

export const viewPageOf: Partial<Record<ListName, ViewPage>> = { customers: "customers", tickets: "tickets", "follow-ups": "follow_ups" };

/** The arguments that a saved view stands for. */
export function viewQuery(view: SavedView): ListQuery {
	const stored = (view.query ?? {}) as { filters?: ListQuery; sort?: string };
	return { ...stored.filters, ...(stored.sort ? { sort: stored.sort } : {}) };
}

export function useViews(page: ViewPage) {
	const queries = useQueryClient();
	const key = ["saved-views", page];
	const list = useQuery({
		queryKey: key,
		queryFn: () => ask(api.GET("/saved-views", { params: { query: { page, sort: "position", limit: 100 } } })),
	});
	const again = (): Promise<void> => queries.invalidateQueries({ queryKey: key });
	const save = useMutation({
		mutationFn: (draft: ViewDraft) => ask(api.POST("/saved-views", { params: { header: { "Idempotency-Key": idempotencyKey() } }, body: { ...draft, page, query: draft.query as never } })),
		onSuccess: again,
	});
	const change = useMutation({
		mutationFn: ({ view, draft }: { view: SavedView; draft: Partial<ViewDraft> }) =>
			ask(api.PATCH("/saved-views/{id}", { params: { path: { id: view.id }, header: ifMatch(view) }, body: { ...draft, query: draft.query as never } })),
		onSuccess: again,
	});
	const remove = useMutation({
		mutationFn: (view: SavedView) => ask(api.DELETE("/saved-views/{id}", { params: { path: { id: view.id }, header: ifMatch(view) } })),
		onSuccess: again,
	});
	return { views: computed(() => list.data.value?.items ?? []), save, change, remove };
}

/** How many records a view has; asked anew when such records change, at most every ten seconds. */
export function useViewCount(name: ListName, record: string, query: () => ListQuery, enabled: () => boolean) {
	const queries = useQueryClient();
	const { data } = useQuery({
		queryKey: computed(() => ["view-count", name, query()]),
		queryFn: ({ signal }) => {
			const { sort: _sort, ...filters } = query();
			return fetchList(name, { ...filters, limit: 1, ...counting }, signal);
		},
		staleTime: 60_000,
		enabled: computed(enabled),
	});
	useLive(
		"record",
		(event) => event.record === record,
		() => void queries.invalidateQueries({ queryKey: ["view-count", name] }),
		10_000,
	);
	return computed(() => totalOf(data.value));
}
