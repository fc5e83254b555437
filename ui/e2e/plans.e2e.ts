// The calendar of follow-ups: by day and person, days off marked, plans moved by hand and by
// keyboard, and what is not one's own left out (D2, V3).
import { expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-02-11T10:00:00+08:00", presets: "s1,s0,s4" });

test("plans lie on their days, by person, and move by dragging and by keyboard", async () => {
	const api = company.admin.api;
	const wang = await company.person("wang", ["service_agent"], { name: "王芳" });
	const zhou = await company.person("zhou", ["service_agent"], { name: "周远" });
	const customer = await made(api.POST("/customers", { body: { name: "东方科技有限公司", owner_id: wang.id } }));
	const plan = (owner_id: string, planned_at: string) => made(api.POST("/follow-ups", { body: { customer_id: customer.id, owner_id, state: "planned", planned_at } }));
	const first = await plan(wang.id, "2026-02-12T01:30:00Z");
	await plan(zhou.id, "2026-02-13T02:00:00Z");
	const at = async () => (await made(api.GET("/follow-ups/{id}", { params: { path: { id: first.id } } }))).planned_at;

	const page = await company.login(company.admin, "/follow-ups");
	await shown(page);
	await page.getByRole("button", { name: "日历" }).click();
	await page.getByRole("heading", { name: "2026年2月" }).waitFor();
	const day = (date: string) => page.locator(`td[data-day="${date}"]`);
	await day("2026-02-12").getByRole("button", { name: /09:30 王芳 · 东方科技有限公司/ }).waitFor();
	await day("2026-02-13").getByRole("button", { name: /周远/ }).waitFor();
	// Spring Festival is off, the Saturday before it is worked.
	await expect.poll(() => day("2026-02-17").textContent()).toContain("休");
	expect(await day("2026-02-14").textContent()).toContain("班");
	await axe(page);

	await day("2026-02-12").locator(".entry.plan").dragTo(day("2026-02-25"));
	await page.getByText("已移到 2026年2月25日 09:30").waitFor();
	await day("2026-02-25").locator(".entry.plan").waitFor();
	expect(await at()).toBe("2026-02-25T01:30:00Z");
	await page.getByRole("button", { name: "撤销" }).click();
	await day("2026-02-12").locator(".entry.plan").waitFor();
	expect(await at()).toBe("2026-02-12T01:30:00Z");

	await day("2026-02-12").locator(".entry.plan").focus();
	await page.keyboard.press("Enter");
	const sheet = page.getByRole("dialog", { name: "东方科技有限公司" });
	await axe(page);
	await sheet.getByRole("combobox", { name: "移到" }).fill("2026-02-26 15:00");
	await page.keyboard.press("Enter");
	await sheet.getByRole("button", { name: "移动" }).click();
	await day("2026-02-26").locator(".entry.plan").waitFor();
	expect(await at()).toBe("2026-02-26T07:00:00Z");

	await page.getByText("周", { exact: true }).click();
	await page.getByRole("rowheader", { name: "周远" }).waitFor();
	await axe(page);
	expect(await page.getByRole("row", { name: /周远/ }).locator("td[data-day='2026-02-13'] .entry").count()).toBe(1);
});

test("somebody else's newer change is not overwritten", async () => {
	const api = company.admin.api;
	const customer = await made(api.POST("/customers", { body: { name: "恒通物流" } }));
	const plan = await made(api.POST("/follow-ups", { body: { customer_id: customer.id, state: "planned", planned_at: "2026-02-11T03:00:00Z" } }));
	const page = await company.login(company.admin, "/follow-ups?calendar=month&whose=mine");
	await shown(page);
	await page.locator(`td[data-day="2026-02-11"] .entry.plan`).click();
	const sheet = page.getByRole("dialog", { name: "恒通物流" });
	await sheet.waitFor();
	await made(api.PATCH("/follow-ups/{id}", { params: { path: { id: plan.id }, header: { "If-Match": `"${String(plan.version)}"` } }, body: { planned_at: "2026-02-18T03:00:00Z" } }));
	await sheet.getByRole("combobox", { name: "移到" }).fill("2026-02-26 15:00");
	await page.keyboard.press("Enter");
	await sheet.getByRole("button", { name: "移动" }).click();
	await page.locator(".toast.wrong").waitFor();
	await page.locator(`td[data-day="2026-02-18"] .entry.plan`).waitFor();
	expect((await made(api.GET("/follow-ups/{id}", { params: { path: { id: plan.id } } }))).planned_at).toBe("2026-02-18T03:00:00Z");
});
