// A row opens beside its list: by mouse and by keys, with an address of its own; the panel follows
// the rows, is worked in, and gives the focus back (pattern 9).
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-04T10:00:00+08:00", presets: "s1,s0,s4" });
const peekIn = (page: Page): string | null => new URL(page.url()).searchParams.get("peek");
const panelOf = (page: Page) => page.getByRole("complementary", { name: "侧边详情" });

async function customers(names: string[]): Promise<string[]> {
	const ids: string[] = [];
	for (const name of names) ids.push((await made(company.admin.api.POST("/customers", { body: { name } }))).id);
	return ids;
}

test("customers are looked through beside their list", async () => {
	const ids = await customers(["甲公司", "乙公司", "丙公司"]);
	const page = await company.login(company.admin, "/customers?sort=number");
	await shown(page);
	const rows = page.locator("tbody tr");
	await rows.first().locator("td").nth(3).click();
	const panel = panelOf(page);
	await panel.getByRole("heading", { name: "甲公司" }).waitFor();
	expect(peekIn(page)).toBe(`customers/${ids[0]}`);
	expect(await panel.evaluate((e) => e === document.activeElement)).toBe(true);

	await page.keyboard.press("j");
	await panel.getByRole("heading", { name: "乙公司" }).waitFor();
	await page.keyboard.press("ArrowDown");
	await panel.getByRole("heading", { name: "丙公司" }).waitFor();
	await page.keyboard.press("ArrowUp");
	await panel.getByRole("heading", { name: "乙公司" }).waitFor();
	expect(await page.locator("tr.current").getAttribute("data-id")).toBe(ids[1]);

	// A call is logged without leaving the list.
	await page.keyboard.press("l");
	await page.locator(".settle-content textarea").fill("电话已沟通");
	await page.keyboard.press("Control+Enter");
	await panel.getByText("电话已沟通").waitFor();
	await axe(page);

	// The address brings it back; Escape closes it and the row has the focus.
	await page.reload();
	await panel.getByRole("heading", { name: "乙公司" }).waitFor();
	await page.keyboard.press("Escape");
	await panel.waitFor({ state: "detached" });
	expect(peekIn(page)).toBe(null);
	expect(await page.evaluate(() => document.activeElement?.getAttribute("data-id"))).toBe(ids[1]);

	// Enter opens it, Enter again opens the whole page, "back" returns to list and panel.
	await page.keyboard.press("Enter");
	await panel.getByRole("heading", { name: "乙公司" }).waitFor();
	await page.keyboard.press("Enter");
	await page.getByRole("heading", { level: 1, name: "乙公司" }).waitFor();
	expect(new URL(page.url()).pathname).toBe(`/customers/${ids[1]}`);
	await page.goBack();
	await panel.getByRole("heading", { name: "乙公司" }).waitFor();
	await page.goBack();
	await panel.waitFor({ state: "detached" });
});

test("tickets are answered beside their list, and a draft is not lost", async () => {
	const [customer_id = ""] = await customers(["工单公司"]);
	for (const title of ["登录异常", "打印异常"]) await made(company.admin.api.POST("/tickets", { body: { title, customer_id } }));
	const page = await company.login(company.admin, "/tickets?sort=number");
	await shown(page);
	await page.keyboard.press("j");
	await page.keyboard.press("Enter");
	const panel = panelOf(page);
	await panel.getByRole("heading", { name: "登录异常" }).waitFor();
	await panel.locator(".due-chip").first().waitFor();
	await page.keyboard.press("r");
	await page.keyboard.type("正在处理");
	await page.keyboard.press("Escape");
	expect(await panel.evaluate((e) => e === document.activeElement)).toBe(true);

	let asked = 0;
	page.on("dialog", (dialog) => void ((asked += 1), dialog.dismiss()));
	await page.keyboard.press("j");
	await expect.poll(() => asked).toBe(1);
	await panel.getByRole("heading", { name: "登录异常" }).waitFor();
	await panel.getByRole("textbox", { name: "写什么" }).focus();
	await page.keyboard.press("Control+Enter");
	await panel.locator(".talk").getByText("正在处理").waitFor();
	await axe(page);
	await panel.locator(".peek-body").focus();
	await page.keyboard.press("j");
	await panel.getByRole("heading", { name: "打印异常" }).waitFor();
	expect(asked).toBe(1);
});

test("a plan and a row of the day open beside them; nothing wrong in the address", async () => {
	const [customer_id = ""] = await customers(["计划公司"]);
	const plan = await made(company.admin.api.POST("/follow-ups", { body: { customer_id, state: "planned", planned_at: "2026-03-04T03:00:00Z", goal: "确认续约" } }));
	const page = await company.login(company.admin, "/follow-ups");
	await shown(page);
	await page.locator("tbody tr", { hasText: "计划公司" }).locator("td").nth(3).click();
	const panel = panelOf(page);
	await panel.getByRole("definition").filter({ hasText: "确认续约" }).waitFor();
	expect(peekIn(page)).toBe(`follow-ups/${plan.id}`);
	await axe(page);

	await page.goto("/");
	await shown(page);
	await page.locator(".day-row", { hasText: "计划公司" }).first().click({ position: { x: 300, y: 4 } });
	await panel.getByRole("heading", { name: "计划公司" }).waitFor();
	expect(peekIn(page)).toBe(`customers/${customer_id}`);
	await axe(page);
	await panel.getByRole("button", { name: "关闭" }).click();
	await panel.waitFor({ state: "detached" });

	await page.goto("/customers?peek=customers/999999");
	await panel.getByText("找不到这个页面").waitFor();
	await page.goto("/customers?peek=users/1");
	await shown(page);
	expect(await panel.count()).toBe(0);
});

test("on a narrow screen a row opens its page", async () => {
	const [id = ""] = await customers(["窄屏公司"]);
	const page = await company.login(company.admin, "/customers?q=窄屏公司", { width: 390, height: 844 });
	await shown(page);
	await page.locator("tbody tr").first().click({ position: { x: 20, y: 60 } });
	await page.waitForURL((url) => url.pathname === `/customers/${id}`);
	await page.goto(`/customers?peek=customers/${id}`);
	await page.waitForURL((url) => url.pathname === `/customers/${id}`);
	await page.getByRole("heading", { level: 1, name: "窄屏公司" }).waitFor();
});
