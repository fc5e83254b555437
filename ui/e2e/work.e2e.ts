// The main job in the browser: tickets from the problem to the archive, the queue by keys, two
// people at one record, and what another department must not see (R3, R5, V9, N1, Z1).
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-02-11T10:00:00+08:00", presets: "s1,s0,s4" });

async function say(page: Page, action: string, text: string): Promise<void> {
	await page.getByRole("button", { name: action, exact: true }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("textbox").first().fill(text);
	await dialog.locator("footer").getByRole("button").last().click();
	await dialog.waitFor({ state: "detached" });
}

test("a VIP's urgent problem goes from its creation through warning, breach and escalation to the archive", { timeout: 180_000 }, async () => {
	const boss = await company.person("boss", ["service_manager"]);
	const department = await made(company.admin.api.POST("/departments", { body: { name: "客服部", head_id: boss.id } }));
	const agent = await company.person("agent", ["service_agent"], { department_id: department.id, supervisor_id: boss.id });
	const customer = await made(company.admin.api.POST("/customers", { body: { name: "东方科技有限公司", tier: "vip", owner_id: agent.id } }));

	const early = await company.login(agent, `/customers/${customer.id}`);
	await shown(early);
	await early.getByRole("button", { name: "新建工单" }).click();
	const form = early.getByRole("dialog", { name: "新建工单" });
	await form.getByLabel("问题", { exact: false }).first().fill("登录异常");
	await form.getByRole("radio", { name: "紧急", exact: true }).locator("..").click();
	await form.getByRole("button", { name: "保存" }).click();
	await early.getByRole("heading", { level: 1, name: "登录异常" }).waitFor();
	await early.getByText(/剩余 (2 小时|1 小时 59 分钟)/).first().waitFor();
	const ticket = new URL(early.url()).pathname;

	// The session has been idle for more than half an hour by then; the agent logs in again.
	await company.moveClock("2026-02-11T11:40:00+08:00");
	const warned = await company.login(agent, "/notifications");
	await shown(warned);
	const warning = warned.locator("li", { hasText: "登录异常" }).filter({ hasText: "即将到期" });
	await warning.first().waitFor();

	await company.moveClock("2026-02-11T12:30:00+08:00");
	const page = await company.login(agent, ticket);
	await page.getByText("超时 30 分钟").first().waitFor();
	const watching = await company.login(boss, "/notifications");
	await shown(watching);
	await watching.locator("li", { hasText: "登录异常" }).filter({ hasText: "升级" }).first().waitFor();

	await page.getByPlaceholder("Ctrl+Enter 发送").fill("已收到，正在处理");
	await page.keyboard.press("Control+Enter");
	await page.getByText("已收到，正在处理").waitFor();
	await say(page, "说明并致歉", "值班系统故障，已向客户致歉");
	await say(page, "解决", "清理缓存后恢复");
	await page.getByText("已解决").first().waitFor();
	await page.getByText(/剩余 (24 小时|23 小时 59 分钟|1 天)/).first().waitFor();
	await page.getByRole("button", { name: "记录回访" }).click();
	await page.getByRole("dialog").getByText("满意", { exact: true }).click();
	await page.getByRole("dialog").getByRole("textbox").fill("客户确认恢复");
	await page.getByRole("dialog").locator("footer").getByRole("button").last().click();
	await page.getByRole("button", { name: "归档", exact: true }).click();
	await page.getByRole("dialog").locator("footer").getByRole("button").last().click();
	await page.getByText("已归档").first().waitFor();
	await axe(page);
	const { items } = await made(company.admin.api.GET("/deadlines", { params: { query: { customer_id: customer.id, kind: "call_back" } } }));
	expect(items.map((d) => d.state)).toEqual(["met"]);
});

test("the due date counts the make-up Saturday before Spring Festival", async () => {
	await company.moveClock("2026-02-11T23:59:00+08:00");
	const customer = await made(company.admin.api.POST("/customers", { body: { name: "新春客户", stage: "new" } }));
	await made(company.admin.api.POST("/customers/{customer_id}/orders", { params: { path: { customer_id: customer.id } }, body: { amount: 100, ordered_on: "2026-02-11" } }));
	const page = await company.login(company.admin, `/customers/${customer.id}`);
	await page.locator(".due-chip", { hasText: "首次跟进" }).click();
	const sheet = page.getByRole("dialog", { name: "时限说明" });
	await sheet.getByText("2026年2月14日 18:00").first().waitFor();
	await sheet.getByText("调休上班").first().waitFor();
});

test("two people change one customer: what differs is put together, what collides is chosen", async () => {
	const other = await company.person("other", ["service_manager"]);
	const customer = await made(company.admin.api.POST("/customers", { body: { name: "两人同改", industry: "旧行业" } }));
	const page = await company.login(other, `/customers/${customer.id}`);
	await page.getByRole("button", { name: "编辑", exact: true }).click();
	const form = page.getByRole("dialog", { name: "编辑客户" });
	await form.getByLabel("行业类型").fill("我的行业");
	const patch = { params: { path: { id: customer.id }, header: { "If-Match": `"${customer.version}"` } }, body: { industry: "对方的行业", preferred_time: "上午" } };
	await made(company.admin.api.PATCH("/customers/{id}", patch));
	await form.getByRole("button", { name: "保存" }).click();
	const choice = form.getByRole("alertdialog");
	await choice.getByText("对方的行业").waitFor();
	await choice.getByRole("button", { name: "保存" }).click();
	await form.waitFor({ state: "detached" });
	const now = await made(company.admin.api.GET("/customers/{id}", { params: { path: { id: customer.id } } }));
	expect([now.industry, now.preferred_time]).toEqual(["我的行业", "上午"]);
});

test("an agent of another department sees nothing", async () => {
	const mine = await made(company.admin.api.POST("/departments", { body: { name: "一部" } }));
	const theirs = await made(company.admin.api.POST("/departments", { body: { name: "二部" } }));
	const stranger = await company.person("stranger", ["service_agent"], { department_id: theirs.id });
	const customer = await made(company.admin.api.POST("/customers", { body: { name: "机密客户", department_id: mine.id } }));
	const page = await company.login(stranger, `/customers/${customer.id}`);
	await page.getByText("找不到这个页面").waitFor();
	await page.keyboard.press("Control+k");
	await page.getByRole("combobox").fill("机密客户");
	await page.getByText("没有找到“机密客户”").waitFor();
	expect(await page.getByRole("option", { name: "机密客户" }).count()).toBe(0);
});

test("who leads others and owns nothing begins with the team's day", async () => {
	const leader = await company.person("leader", ["service_manager"]);
	const page = await company.login(leader, "/");
	await page.waitForURL(/scope=team/);
	await page.getByRole("button", { name: "我的", exact: true }).click();
	await page.getByText("您名下没有事项").waitFor();
});

test("the queue of 200 is worked through with keys alone", { timeout: 180_000 }, async () => {
	const clerk = await company.person("clerk", ["service_manager"]);
	const customer = await made(company.admin.api.POST("/customers", { body: { name: "队列客户" } }));
	for (let i = 0; i < 200; i++)
		await made(company.admin.api.POST("/follow-ups", { body: { customer_id: customer.id, owner_id: clerk.id, state: "planned", planned_at: new Date(Date.parse("2026-02-12T02:00:00Z") + i * 60_000).toISOString() } }));
	const page = await company.login(clerk, "/");
	await shown(page);
	await page.keyboard.press("j");
	for (let i = 0; i < 200; i++) {
		await page.keyboard.press("l");
		await page.locator(".settle-content textarea").waitFor();
		await page.keyboard.type("已联系");
		await page.keyboard.press("Control+Enter");
		await page.locator(".settle-content").waitFor({ state: "detached" });
	}
	const left = await made(company.admin.api.GET("/follow-ups", { params: { query: { customer_id: customer.id, state: "planned", with_total: 1 } } }));
	expect(left.total).toBe(0);
});
