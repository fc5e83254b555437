// What happened with a customer, from the server and page by page; nothing is cut off (D1, Y1).
import { expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1,s0,s4" });

test("a long history goes on page by page, plans on top, and by kind", async () => {
	const api = company.admin.api;
	const customer = await made(api.POST("/customers", { body: { name: "东方科技有限公司" } }));
	for (let day = 1; day <= 60; day++) {
		const done_at = new Date(Date.parse("2025-12-01T02:00:00Z") + day * 86_400_000).toISOString();
		await made(api.POST("/follow-ups", { body: { customer_id: customer.id, state: "done", done_at, content: `第 ${String(day)} 次联系` } }));
	}
	await made(api.POST("/follow-ups", { body: { customer_id: customer.id, state: "planned", planned_at: "2026-03-20T02:00:00Z", goal: "三月的拜访" } }));
	await made(api.POST("/follow-ups", { body: { customer_id: customer.id, state: "planned", planned_at: "2026-03-09T02:00:00Z", goal: "下周的电话" } }));
	const ticket = await made(api.POST("/tickets", { body: { customer_id: customer.id, title: "登录异常", type: "technical" } }));
	await made(api.POST("/tickets/{id}/reply", { params: { path: { id: ticket.id } }, body: { text: "正在查看日志" } }));

	const page = await company.login(company.admin, `/customers/${customer.id}`);
	await shown(page);
	const entries = page.locator(".timeline li");
	await page.getByText("下周的电话").waitFor();
	expect(await entries.nth(0).textContent()).toContain("下周的电话");
	expect(await entries.nth(1).textContent()).toContain("三月的拜访");
	await page.getByText("正在查看日志").waitFor();
	await page.getByText("第 60 次联系").waitFor();
	expect(await page.getByText("第 1 次联系", { exact: true }).count()).toBe(0);
	await axe(page);
	await page.getByRole("button", { name: "显示更早的", exact: true }).click();
	await page.getByText("第 1 次联系", { exact: true }).waitFor();
	expect(await page.getByRole("button", { name: "显示更早的", exact: true }).count()).toBe(0);

	await page.locator(".timeline-kinds").getByText("工单", { exact: true }).click();
	await page.getByText("第 60 次联系").waitFor({ state: "detached" });
	await page.locator(".timeline").getByRole("link", { name: new RegExp(`提交了工单 ${ticket.number ?? ""}`) }).click();
	await page.getByRole("heading", { level: 1, name: "登录异常" }).waitFor();
	await page.getByRole("link", { name: "东方科技有限公司" }).waitFor();
});

test("a long conversation shows its end first and goes back on demand", async () => {
	const api = company.admin.api;
	const customer = await made(api.POST("/customers", { body: { name: "恒通物流" } }));
	const ticket = await made(api.POST("/tickets", { body: { customer_id: customer.id, title: "发票抬头有误", type: "service" } }));
	for (let n = 1; n <= 120; n++) await made(api.POST("/tickets/{id}/note", { params: { path: { id: ticket.id } }, body: { text: `备注之 ${String(n)}` } }));
	const page = await company.login(company.admin, `/tickets/${ticket.id}`);
	await shown(page);
	await page.getByText("备注之 120", { exact: true }).waitFor();
	expect(await page.getByText("备注之 5", { exact: true }).count()).toBe(0);
	await page.getByRole("button", { name: "显示更早的" }).click();
	await page.getByText("备注之 5", { exact: true }).waitFor();
	const texts = await page.locator(".talk-text").allTextContents();
	expect(texts.indexOf("备注之 5")).toBeLessThan(texts.indexOf("备注之 120"));
});
