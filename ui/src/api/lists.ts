// Pages of records: one function for every list that the server has, since all of them take
// the same arguments (filters by field, sort, page, q).
import { api, ask, type ListPage, type Schemas } from "./client";

export type Lists = {
	customers: Schemas["customer"];
	tickets: Schemas["ticket"];
	"follow-ups": Schemas["follow_up"];
	nudges: Schemas["nudge"];
	deadlines: Schemas["deadline"];
	notifications: Schemas["notification"];
	users: Schemas["user"];
	departments: Schemas["department"];
	tags: Schemas["tag"];
	policies: Schemas["policy"];
	calendars: Schemas["calendar"];
	jobs: Schemas["job"];
	sessions: Schemas["session"];
	tokens: Schemas["token"];
	audit: Schemas["audit_entry"];
	"coverage/customers": Schemas["customer"];
};
export type ListName = keyof Lists;
/** Arguments of a list as they stand in the address: {tier: "vip", "name[in]": "a,b"}. */
export type ListQuery = Record<string, string | number | boolean | undefined>;

/** One page of a list.  Filters by operator ("due_at[lt]") are more than the types of the
 * document name one by one, so the address is made here. */
export async function fetchList<N extends ListName>(name: N, query: ListQuery, signal?: AbortSignal): Promise<ListPage<Lists[N]>> {
	const path = `/${name}` as "/customers";
	const reply = await ask(api.GET(path, { params: { query: query as never }, signal }));
	return reply as unknown as ListPage<Lists[N]>;
}

/** As far as rows are counted: nobody looks through more of them one by one. */
const countMax = 10_000;
export type Total = { n: number; more: boolean };
/** The arguments that have a list count its rows so far, and one more to know whether there are. */
export const counting = { with_total: 1, total_max: countMax + 1 } as const;

export function totalOf(page: { total?: number } | undefined): Total | undefined {
	return page?.total === undefined ? undefined : { n: Math.min(page.total, countMax), more: page.total > countMax };
}
