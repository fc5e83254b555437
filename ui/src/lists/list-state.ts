// The state of a list page: it lives in the address, so that a view can be shared, reloaded and
// gone back to.  Rows and their number are asked for apart: the rows are painted first.
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, type ComputedRef } from "vue";
import { useRoute, useRouter, type LocationQueryRaw } from "vue-router";
import { counting, fetchList, totalOf, type ListName, type ListQuery, type Lists } from "@/api/lists";
import { useLive } from "@/api/live";
import { orderOf, type ListSpec } from "./list-spec";

export const defaultLimit = 50;
/** What stands in the address beside the filters and does not go to the server. */
const ours = ["why", "view", "pseudo", "lang", "edit", "new", "peek"];

export type ListState<N extends ListName> = ReturnType<typeof useList<N>>;

function plainQuery(query: Record<string, unknown>): Record<string, string> {
	const found: Record<string, string> = {};
	for (const [name, value] of Object.entries(query)) if (typeof value === "string" && value !== "" && !ours.includes(name)) found[name] = value;
	return found;
}

export function useList<N extends ListName>(spec: ListSpec<N>) {
	const route = useRoute();
	const router = useRouter();
	const queries = useQueryClient();

	const args = computed(() => plainQuery(route.query));
	const filters = computed<ListQuery>(() => {
		const { page: _page, limit: _limit, sort: _sort, ...rest } = args.value;
		return rest;
	});
	const page = computed(() => Math.max(1, Number(args.value.page) || 1));
	const limit = computed(() => Math.min(200, Number(args.value.limit) || defaultLimit));
	const sort = computed(() => args.value.sort ?? orderOf(spec.filters, filters.value) ?? spec.sort);
	const asked = computed<ListQuery>(() => ({ ...filters.value, sort: filters.value.q ? args.value.sort : sort.value, page: page.value, limit: limit.value }));

	const rows = useQuery({
		queryKey: [spec.name, "page", spec.always, asked],
		queryFn: ({ signal }) => fetchList(spec.name, { ...spec.always, ...asked.value }, signal),
		placeholderData: keepPreviousData,
	});
	const total = useQuery({
		queryKey: [spec.name, "total", spec.always, filters],
		queryFn: ({ signal }) => fetchList(spec.name, { ...spec.always, ...filters.value, limit: 1, ...counting }, signal),
		placeholderData: keepPreviousData,
	});
	useLive(
		"record",
		(event) => event.record === spec.record,
		() => void queries.invalidateQueries({ queryKey: [spec.name] }),
		1_000,
	);

	/** Changes the address; "" and undefined take an argument away. */
	function go(change: ListQuery, keepPage = false): void {
		const query: LocationQueryRaw = { ...route.query, ...(keepPage ? {} : { page: undefined }) };
		for (const [name, value] of Object.entries(change)) query[name] = value === "" || value === undefined ? undefined : String(value);
		void router.replace({ query });
	}

	/** Shows exactly these arguments. */
	function show(query: ListQuery, view?: string): void {
		const kept = Object.fromEntries(Object.entries(route.query).filter(([name]) => name === "pseudo"));
		void router.replace({ query: { ...kept, ...Object.fromEntries(Object.entries(query).map(([k, v]) => [k, String(v)])), ...(view ? { view } : {}) } });
	}

	const items: ComputedRef<readonly Lists[N][]> = computed(() => rows.data.value?.items ?? []);
	return {
		items,
		filters,
		page,
		limit,
		sort,
		view: computed(() => (typeof route.query.view === "string" ? route.query.view : "")),
		total: computed(() => totalOf(total.data.value)),
		more: computed(() => Boolean(rows.data.value?.next)),
		loading: rows.isPending,
		busy: rows.isPlaceholderData,
		error: rows.error,
		retry: () => void rows.refetch(),
		filtered: computed(() => Object.keys(filters.value).length > 0),
		go,
		show,
	};
}
