import { useQuery } from "@tanstack/vue-query";
import { computed } from "vue";
import { replaysOf } from "@/api/replays";
import { may } from "@/api/session";
import { api, ask, idempotencyKey, ifMatch, type Schemas } from "@/api/client";

export type Policy = Schemas["policy"];
export type Matrix = Awaited<ReturnType<typeof loadMatrix>>;
export type Lint = Awaited<ReturnType<typeof loadLint>>;
export type Differences = Awaited<ReturnType<typeof loadDifferences>>;

const byId = (id: string) => ({ params: { path: { id } } });
const once = () => ({ "Idempotency-Key": idempotencyKey() });
const loadMatrix = (id: string) => ask(api.GET("/policies/{id}/matrix", byId(id)));
const loadLint = (id: string) => ask(api.GET("/policies/{id}/lint", byId(id)));
const loadDifferences = (id: string) => ask(api.GET("/policies/{id}/differences", byId(id)));

export function usePolicies() {
	return useQuery({ queryKey: ["policies"], queryFn: () => ask(api.GET("/policies", { params: { query: { sort: "-created_at", limit: 100 } } })) });
}

/** A version with what it owes in each case, what is doubtful about it, and what differs from
 * the one in force. */
export function usePolicy(id: () => string) {
	const key = (what: string) => computed(() => ["policies", id(), what]);
	const policy = useQuery({ queryKey: key("one"), queryFn: () => ask(api.GET("/policies/{id}", byId(id()))) });
	const matrix = useQuery({ queryKey: key("matrix"), queryFn: () => loadMatrix(id()) });
	const lint = useQuery({ queryKey: key("lint"), queryFn: () => loadLint(id()) });
	const differences = useQuery({ queryKey: key("differences"), queryFn: () => loadDifferences(id()), enabled: () => policy.data.value?.state === "draft" });
	const replays = useQuery({ queryKey: key("replays"), queryFn: () => replaysOf(id()), enabled: () => may("policy.write") });
	return { policy, matrix, lint, differences, replays };
}

/** The calendar that a replay put in the place of another; "" for none. */
export function useReplayCalendar(id: () => string) {
	return useQuery({ queryKey: computed(() => ["calendars", id()]), queryFn: () => ask(api.GET("/calendars/{id}", byId(id()))), enabled: () => id() !== "" });
}

export function draftOfPresets(name: string, presets: string) {
	return ask(api.POST("/policies/from-presets", { params: { header: once() }, body: { name, presets } }));
}

export function draftOf(policy: Policy, name: string) {
	return ask(api.POST("/policies", { params: { header: once() }, body: { name, document: policy.document ?? {} } }));
}

export function saveDraft(policy: Policy, document: Record<string, unknown>) {
	return ask(api.PATCH("/policies/{id}", { params: { path: { id: policy.id }, header: ifMatch(policy) }, body: { document } }));
}

export function dropDraft(policy: Policy) {
	return ask(api.DELETE("/policies/{id}", { params: { path: { id: policy.id }, header: ifMatch(policy) } }));
}

export function publish(policy: Policy, reason: string, move: boolean) {
	return ask(api.POST("/policies/{id}/publish", { params: { path: { id: policy.id }, header: once() }, body: { reason, move } }));
}
