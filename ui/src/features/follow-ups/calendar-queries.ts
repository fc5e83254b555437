// What the follow-up calendar asks for: plans and due dates of the days on show, and the days off.
import { useQueries, useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed } from "vue";
import { api, ask, ifMatch } from "@/api/client";
import { fetchList } from "@/api/lists";
import { useLive } from "@/api/live";
import { useCompany } from "@/api/lookups";
import { usePaged } from "@/api/paged";
import type { DayMark } from "./calendar-model";
import type { FollowUp } from "./spec";

/** From the first instant on show up to the one after the last; "" of owner is everybody's. */
export type Shown = { from: string; to: string; owner: string };

export function usePlans(shown: () => Shown) {
	const queries = useQueryClient();
	const owner = (): { owner_id?: string } => (shown().owner ? { owner_id: shown().owner } : {});
	const range = (field: string) => ({ [`${field}[gte]`]: shown().from, [`${field}[lt]`]: shown().to, sort: field, limit: 200 });
	const plans = usePaged(["follow-ups", "calendar", computed(shown)], (cursor, signal) => fetchList("follow-ups", { ...range("planned_at"), ...owner(), "state[in]": "planned,done", cursor }, signal));
	const dues = usePaged(["follow-ups", "calendar", "due", computed(shown)], (cursor, signal) => fetchList("deadlines", { ...range("due_at"), ...owner(), "kind[in]": "first_follow_up,follow_up,action", open: true, cursor }, signal));
	const again = (): Promise<void> => queries.invalidateQueries({ queryKey: ["follow-ups"] });
	useLive("record", (e) => ["follow_up", "customer"].includes(e.record ?? ""), () => void again(), 800);
	return { plans, dues, again };
}

/** How the days of these years stand in the company's calendar. */
export function useDayMarks(years: () => number[]) {
	const { data: company } = useCompany();
	const { data: calendar } = useQuery({
		queryKey: computed(() => ["calendars", "of the company", company.value?.calendar]),
		queryFn: () => fetchList("calendars", { code: company.value?.calendar, state: "published", limit: 1 }),
		enabled: () => company.value !== undefined,
	});
	const id = computed(() => calendar.value?.items[0]?.id ?? "");
	const found = useQueries({
		queries: computed(() => (id.value ? years() : []).map((year) => ({ queryKey: ["calendars", id.value, "days", year], queryFn: () => ask(api.GET("/calendars/{id}/days", { params: { path: { id: id.value }, query: { year } } })) }))),
	});
	return computed(() => new Map<string, DayMark>(found.value.flatMap((q) => (q.data?.items ?? []).map((d) => [d.date, { kind: d.kind, name: d.name }]))));
}

/** Plans it for another time, in the version that was seen. */
export function replan(plan: Pick<FollowUp, "id" | "version">, planned_at: string): Promise<FollowUp> {
	return ask(api.PATCH("/follow-ups/{id}", { params: { path: { id: plan.id }, header: ifMatch(plan) }, body: { planned_at } }));
}
