// Many records at once: a change of several customers with one conflict, what is late given to
// somebody else, both with the way back; and two records of one customer made one (T1, N1, R5, T9).
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1,s0,s4" });

const create = (name: string) => made(company.admin.api.POST("/customers", { body: { name } }));
const read = (id: string) => made(company.admin.api.GET("/customers/{id}", { params: { path: { id } } }));

async function tick(page: Page, ...names: string[]): Promise<void> {
	for (const name of names) await page.getByLabel(`选择 ${name}`).check();
}

async function choose(page: Page, label: string, option: string): Promise<void> {
	await page.getByRole("dialog").locator(".form-field", { hasText: label }).locator(".el-select").click();
	await page.getByRole("option", { name: option, exact: true }).click();
}

test("several customers are changed at once; one that somebody else has changed is told apart", async () => {
	const [first, second, third] = [await create("甲公司"), await create("乙公司"), await create("丙公司")];
	const page = await company.login(company.admin, "/customers");
	await shown(page);
	await tick(page, "甲公司", "乙公司", "丙公司");
	await page.getByRole("button", { name: "批量修改" }).click();
	const dialog = page.getByRole("dialog", { name: "批量修改 3 个客户" });
	await choose(page, "客户等级", "VIP");
	await dialog.getByText("将修改 3 个客户").waitFor();
	await axe(page);
	// Behind the reader's back.
	await made(company.admin.api.PATCH("/customers/{id}", { params: { path: { id: second.id }, header: { "If-Match": `"${second.version}"` } }, body: { industry: "新行业" } }));
	await dialog.getByRole("button", { name: "应用" }).click();
	await dialog.getByText("1 个客户不能修改").waitFor();
	expect((await read(first.id)).tier).toBe("ordinary");
	await dialog.getByRole("button", { name: "修改其余 2 个" }).click();
	await dialog.waitFor({ state: "detached" });
	expect([(await read(first.id)).tier, (await read(second.id)).tier, (await read(third.id)).tier]).toEqual(["vip", "ordinary", "vip"]);
	await page.getByRole("button", { name: "撤销" }).click();
	await expect.poll(async () => [(await read(first.id)).tier, (await read(first.id)).tier_manual]).toEqual(["ordinary", false]);
});

test("what one person has left late is given to another, with the reason", async () => {
	const away = await company.person("zhou", ["service_agent"], { name: "周远" });
	const here = await company.person("lin", ["service_agent"], { name: "林近" });
	const customer = await create("等候的客户");
	const plan = (hour: number) => made(company.admin.api.POST("/follow-ups", { body: { customer_id: customer.id, owner_id: away.id, planned_at: `2026-03-01T0${hour}:00:00Z` } }));
	const [first, second] = [await plan(1), await plan(2)];
	const owner = async (id: string) => (await made(company.admin.api.GET("/follow-ups/{id}", { params: { path: { id } } }))).owner_id;
	const page = await company.login(company.admin, "/late");
	await shown(page);
	await page.getByRole("button", { name: "周远 2" }).click();
	await page.getByText("超时 1 天 1 小时").first().waitFor();
	await axe(page);
	await page.locator(".due-chip").first().click();
	await page.getByRole("dialog", { name: "时限说明" }).waitFor();
	await page.keyboard.press("Escape");
	await page.getByLabel("全选本页").check();
	await page.getByRole("button", { name: "转交", exact: true }).click();
	const dialog = page.getByRole("dialog", { name: "转交 2 项" });
	await choose(page, "转交给", "林近");
	await dialog.getByText("将转交 2 项").waitFor();
	await dialog.getByRole("button", { name: "请假" }).click();
	await axe(page);
	await dialog.getByRole("button", { name: "转交", exact: true }).click();
	await dialog.waitFor({ state: "detached" });
	expect([await owner(first.id), await owner(second.id)]).toEqual([here.id, here.id]);
	await page.getByRole("button", { name: "撤销" }).click();
	await expect.poll(async () => [await owner(first.id), await owner(second.id)]).toEqual([away.id, away.id]);
});

test("two records of one customer become one", async () => {
	const [kept, other] = [await create("晨光科技有限公司"), await create("晨光科技")];
	const contact = (customer_id: string, name: string, phone: string) => made(company.admin.api.POST("/customers/{customer_id}/contacts", { params: { path: { customer_id } }, body: { name, phone } }));
	await contact(kept.id, "孙一", "13800009001");
	await contact(other.id, "孙一", "+86 138-0000-9001");
	await made(company.admin.api.PATCH("/customers/{id}", { params: { path: { id: other.id }, header: { "If-Match": `"${other.version}"` } }, body: { tier: "vip", industry: "光学" } }));
	await made(company.admin.api.POST("/tickets", { body: { customer_id: other.id, title: "镜片磨损" } }));
	const page = await company.login(company.admin, `/customers/${kept.id}`);
	await shown(page);
	await page.getByRole("button", { name: "可能重复（1）" }).click();
	await page.getByRole("dialog").getByText("电话相同").waitFor();
	await axe(page);
	await page.getByRole("button", { name: "比较" }).click();
	const dialog = page.getByRole("dialog", { name: "合并客户" });
	await dialog.getByText("工单 1").waitFor();
	await dialog.getByRole("radio", { name: "客户等级: VIP" }).check();
	await axe(page);
	await dialog.getByRole("button", { name: "合并", exact: true }).click();
	await dialog.waitFor({ state: "detached" });
	await page.getByText("镜片磨损").first().waitFor();
	expect([(await read(kept.id)).tier, (await read(kept.id)).industry, (await read(kept.id)).name]).toEqual(["vip", "光学", "晨光科技有限公司"]);
	await page.goto(`/customers/${other.id}`);
	await page.getByText("此客户是重复记录").waitFor();
	await page.getByRole("link", { name: /晨光科技有限公司/ }).click();
	await page.waitForURL((url) => url.pathname === `/customers/${kept.id}`);
	await page.goto("/customers?q=晨光");
	await page.locator(".cell-name").first().waitFor();
	expect(await page.locator(".cell-name").allTextContents()).toEqual(["晨光科技有限公司"]);
});

test("two customers that are ticked in the list are merged, either way round", async () => {
	const [first, second] = [await create("互换甲"), await create("互换乙")];
	const page = await company.login(company.admin, "/customers?q=互换");
	await shown(page);
	await tick(page, "互换甲", "互换乙");
	await page.getByRole("button", { name: "合并", exact: true }).click();
	const dialog = page.getByRole("dialog", { name: "合并客户" });
	const stays = (await dialog.locator("thead th p").first().textContent()) === "互换甲" ? second : first;
	await dialog.getByRole("button", { name: "互换" }).click();
	await dialog.getByText("联系人 0").waitFor();
	await dialog.getByRole("button", { name: "合并", exact: true }).click();
	await page.waitForURL((url) => url.pathname === `/customers/${stays.id}`);
	expect((await read(stays.id === first.id ? second.id : first.id)).merged_into_id).toBe(stays.id);
});
