// All pages of the interface, as addresses that can be opened.
import type { Pages } from "../src/lib/pages";
import type { Company } from "./company";

type Page = Pages[number];
const found = import.meta.glob<{ routes: Pages }>("../src/features/*/routes.ts", { eager: true });

function paths(pages: readonly Page[], above = ""): string[] {
	return pages.flatMap((page) => {
		const path = page.path.startsWith("/") ? page.path : `${above}/${page.path}`.replace(/\/$/, "");
		return page.children ? paths(page.children, path) : [path];
	});
}

export const routePaths = paths(Object.values(found).flatMap((f) => f.routes)).sort();

/** Where a list of records stands in the API when that is not where its pages stand. */
const lists: Record<string, string> = { "/standards": "/policies", "/admin/users": "/users", "/admin/departments": "/departments", "/admin/tags": "/tags" };

/** What the demo company has none of, so that its page has something to show. */
const firsts: Record<string, object> = { "/standard-texts": { title: "VIP 客户响应标准", tier: "vip", body: "24 小时内首次响应。" } };

async function ids(company: Company, list: string): Promise<string[]> {
	const reply = await fetch(`${company.server.url}/api/v1${list}?limit=1`, { headers: company.admin.headers });
	const { items }: { items?: { id: string }[] } = await reply.json();
	return (items ?? []).map((item) => item.id);
}

/** The page of a route with the first record of its list in the place of ":id". */
export async function address(company: Company, path: string): Promise<string> {
	const at = path.indexOf("/:");
	if (at < 0) return path;
	const above = path.slice(0, at);
	const list = lists[above] ?? above;
	let [id] = await ids(company, list);
	if (!id && firsts[list]) {
		await fetch(`${company.server.url}/api/v1${list}`, { method: "POST", headers: { ...company.admin.headers, "Content-Type": "application/json" }, body: JSON.stringify(firsts[list]) });
		[id] = await ids(company, list);
	}
	if (!id) throw new Error(`${path}: nothing at ${lists[above] ?? above}; name its list in e2e/routes.ts`);
	return path.replace(/:\w+(\([^)]*\))?/, id).replace(/\/:\w+\?/g, "");
}
