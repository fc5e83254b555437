// 公海: a customer is given back, found in the pool and claimed, by mouse and by keys; what is not
// one's department's is not there (T2, Z1).
import { expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-04T10:00:00+08:00", presets: "s1,s0,s4" });

async function free(name: string, department_id: string): Promise<string> {
	const c = await made(company.admin.api.POST("/customers", { body: { name, department_id } }));
	const header = { "If-Match": `"${c.version}"` };
	await made(company.admin.api.PATCH("/customers/{id}", { params: { path: { id: c.id }, header }, body: { owner_id: null } }));
	return c.id;
}

test("given back, claimed and undone", async () => {
	const service = await made(company.admin.api.POST("/departments", { body: { name: "客服部" } }));
	const sales = await made(company.admin.api.POST("/departments", { body: { name: "销售部" } }));
	const agent = await company.person("agent", ["service_agent"], { name: "小王", department_id: service.id });
	const seller = await company.person("seller", ["sales"], { name: "小李", department_id: sales.id });
	const own = await made(agent.api.POST("/customers", { body: { name: "自己的公司" } }));

	const empty = await company.login(seller, "/pool");
	await empty.getByText("没有负责人的客户在这里").waitFor();
	await axe(empty);

	const page = await company.login(agent, `/customers/${own.id}`);
	await page.getByRole("button", { name: "退回公海" }).click();
	await page.getByText("自己的公司 已退回公海").waitFor();
	await page.getByText("公海 → 小王").waitFor({ state: "detached" });
	await page.getByText("小王 → 公海").waitFor();
	await axe(page);
	await page.getByRole("button", { name: "领取" }).click();
	await page.getByText("公海 → 小王").waitFor();

	const first = await free("第一家公司", service.id);
	await free("第二家公司", service.id);
	await free("销售部的公司", sales.id);
	await page.goto("/pool");
	await shown(page);
	const rows = page.getByRole("row", { name: /公司/ });
	await expect.poll(() => rows.count()).toBe(2);
	await axe(page);
	await rows.filter({ hasText: "第一家公司" }).getByRole("button", { name: "领取" }).click();
	await page.getByText("已领取 第一家公司").waitFor();
	await expect.poll(() => rows.count()).toBe(1);
	expect((await made(agent.api.GET("/customers/{id}", { params: { path: { id: first } } }))).owner_id).toBe(agent.id);

	await page.getByRole("button", { name: "撤销" }).click();
	await expect.poll(() => rows.count()).toBe(2);
	await page.keyboard.press("j");
	await page.keyboard.press("x");
	await page.keyboard.press("j");
	await page.keyboard.press("x");
	await page.getByRole("region", { name: "已选 2 项" }).getByRole("button", { name: "领取" }).click();
	await page.getByText("已领取 2 个客户").waitFor();
	await page.getByText("没有负责人的客户在这里").waitFor();
});

test("whoever may change one's own customers alone takes a gift back", async () => {
	const sales = await made(company.admin.api.POST("/departments", { body: { name: "销售二部" } }));
	const seller = await company.person("seller2", ["sales"], { name: "小赵", department_id: sales.id });
	const own = await made(seller.api.POST("/customers", { body: { name: "误退的公司" } }));
	const page = await company.login(seller, `/customers/${own.id}`);
	await page.getByRole("button", { name: "退回公海" }).click();
	await page.getByText("误退的公司 已退回公海").waitFor();
	await page.getByRole("button", { name: "撤销" }).click();
	await page.getByText("公海 → 小赵").waitFor();
	expect((await made(seller.api.GET("/customers/{id}", { params: { path: { id: own.id } } }))).owner_id).toBe(seller.id);
});

test("the company says when customers fall back", async () => {
	const page = await company.login(company.admin, "/admin/company");
	await page.getByRole("spinbutton", { name: "未联系多少天后退回" }).fill("30");
	await page.getByRole("button", { name: "保存" }).click();
	await page.getByText("已保存").waitFor();
	const owned = await made(company.admin.api.POST("/customers", { body: { name: "会退回的公司" } }));
	await page.goto(`/customers/${owned.id}`);
	await page.getByText("退回公海时间").waitFor();
	await axe(page);
});
