// Small sets that are named everywhere by their ids: people, departments, tags.  Loaded once,
// kept fresh by the live stream.
import { useQuery } from "@tanstack/vue-query";
import { computed, type ComputedRef } from "vue";
import { t } from "@/i18n/i18n";
import { api, ask, type Schemas } from "./client";

const fresh = { staleTime: 5 * 60_000 };

/** All pages of a list that is small. */
export async function all<T>(page: (cursor?: string) => Promise<{ items: T[]; next: string | null }>): Promise<T[]> {
	const found: T[] = [];
	let cursor: string | undefined;
	do {
		const reply = await page(cursor);
		found.push(...reply.items);
		cursor = reply.next ?? undefined;
	} while (cursor);
	return found;
}

export type User = Schemas["user"];
export type Department = Schemas["department"];
export type Tag = Schemas["tag"];

export function useUsers() {
	return useQuery({
		queryKey: ["users", "all"],
		queryFn: () => all<User>((cursor) => ask(api.GET("/users", { params: { query: { limit: 200, cursor, sort: "name" } } }))),
		...fresh,
	});
}

export function useDepartments() {
	return useQuery({
		queryKey: ["departments", "all"],
		queryFn: () => all<Department>((cursor) => ask(api.GET("/departments", { params: { query: { limit: 200, cursor, sort: "path" } } }))),
		...fresh,
	});
}

export function useTags() {
	return useQuery({
		queryKey: ["tags", "all"],
		queryFn: () => all<Tag>((cursor) => ask(api.GET("/tags", { params: { query: { limit: 200, cursor, sort: "name" } } }))),
		...fresh,
	});
}

/** The company's settings. */
export function useCompany() {
	return useQuery({ queryKey: ["company"], queryFn: () => ask(api.GET("/company")) });
}

/** Gives the name of an id: "王芳", "未分配" for none. */
export type Namer = (id: string | null | undefined) => string;

function namer(rows: ComputedRef<{ id: string; name: string }[]>, unknown: () => string): Namer {
	const byId = computed(() => new Map(rows.value.map((r) => [r.id, r.name])));
	return (id) => (id ? (byId.value.get(id) ?? unknown()) : t("common.unassigned"));
}

export function useUserNames(): Namer {
	const { data } = useUsers();
	return namer(
		computed(() => data.value ?? []),
		() => t("common.unknown_user"),
	);
}

export function useDepartmentNames(): Namer {
	const { data } = useDepartments();
	return namer(
		computed(() => data.value ?? []),
		() => "",
	);
}

export function useTagNames(): Namer {
	const { data } = useTags();
	return namer(
		computed(() => data.value ?? []),
		() => "",
	);
}
