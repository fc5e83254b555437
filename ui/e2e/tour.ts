// The three pictures of the README, from the demo company: npm run tour.
import { mkdirSync } from "node:fs";
import { test } from "vitest";
import { made } from "./api";
import { useCompany } from "./company";
import { address } from "./routes";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", demo: 60 });
const folder = new URL("../../docs/tour/", import.meta.url).pathname;

test("the tour of the README", async () => {
	mkdirSync(folder, { recursive: true });
	const page = await company.login(company.admin, "/?scope=team", { width: 1200, height: 720 });
	await shown(page);
	await page.screenshot({ path: `${folder}my-day.png` });
	// A deadline over New Year 2026: days off, and a Sunday that was worked.
	const newYear = { kind: "first_follow_up", "due_at[gte]": "2026-01-04T00:00:00+08:00", "due_at[lt]": "2026-01-07T00:00:00+08:00", limit: 1 } as const;
	const { items } = await made(company.admin.api.GET("/deadlines", { params: { query: newYear } }));
	await page.goto(`/?scope=team&why=${items[0]!.id}`);
	await page.getByRole("dialog").getByRole("img").first().waitFor();
	await shown(page);
	await page.screenshot({ path: `${folder}why.png` });
	await page.goto(await address(company, "/customers/:id"));
	await shown(page);
	await page.screenshot({ path: `${folder}customer.png` });
});
