// The late list on the server, page by page.
import { useQueryClient } from "@tanstack/vue-query";
import { computed, type Ref } from "vue";
import { api, ask } from "@/api/client";
import { useLive } from "@/api/live";
import { usePaged } from "@/api/paged";
import type { LateFilter } from "./late-model";

function load(filter: LateFilter, cursor: string | undefined, signal: AbortSignal) {
	const { kind, tier, ...rest } = filter;
	const lists = { ...(kind ? { kind: kind.join(",") } : {}), ...(tier ? { tier: tier.join(",") } : {}) };
	return ask(api.GET("/deadlines/late", { params: { query: { ...rest, ...lists, limit: 100, cursor } }, signal }));
}

export type LatePage = Awaited<ReturnType<typeof load>>;
export type LateItem = LatePage["items"][number];

export function useLate(filter: Ref<LateFilter>) {
	const queries = useQueryClient();
	const query = usePaged(["late", filter], (cursor, signal) => load(filter.value, cursor, signal), 60_000);
	const again = (): Promise<void> => queries.invalidateQueries({ queryKey: ["late"] });
	useLive("record", (event) => ["ticket", "follow_up", "customer", "deadline"].includes(event.record ?? ""), () => void again(), 800);
	return { ...query, owners: computed(() => query.first.value?.owners ?? []), total: computed(() => query.first.value?.total ?? 0), again };
}
