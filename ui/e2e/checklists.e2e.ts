// Checklists: templates are kept, come by themselves, are worked through by several people at
// once, and hold back a solution that comes too early (R7, R9, R10; pattern 17).
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1,s0,s4" });
const listOf = (page: Page) => page.getByRole("region", { name: "清单" });
const textsOf = (page: Page) => listOf(page).locator(".checklist-text > input + span").allTextContents();

async function ticketOf(title: string, more: object = {}): Promise<string> {
	const customer = await made(company.admin.api.POST("/customers", { body: { name: `${title}公司` } }));
	return (await made(company.admin.api.POST("/tickets", { body: { customer_id: customer.id, title, ...more } }))).id;
}

for (const width of [1440, 390])
	test(`a template is made and put on a complaint by itself at ${width} px`, async () => {
		const page = await company.login(company.admin, "/checklist-templates", { width });
		await shown(page);
		await page.getByRole("button", { name: "新建清单模板" }).first().click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("textbox", { name: "名称" }).fill(`投诉处理 ${width}`);
		await dialog.getByRole("textbox", { name: "步骤" }).fill("记录投诉\n\n联系客户核实\n登记结果");
		await dialog.getByText("必须完成才能解决工单").click();
		await dialog.getByRole("combobox", { name: "问题类型" }).focus();
		await page.keyboard.press("Enter");
		await page.getByRole("option", { name: "投诉" }).click();
		await page.keyboard.press("Tab");
		await axe(page);
		await page.screenshot({ path: `screens/checklist-dialog-${width}.png` });
		await dialog.getByRole("button", { name: "保存" }).click();
		const card = page.locator(".checklists > li", { hasText: `投诉处理 ${width}` });
		await card.getByText("3 项 · 自动用于 投诉").waitFor();
		await axe(page);
		await page.screenshot({ path: `screens/checklists-${width}.png`, fullPage: true });

		const id = await ticketOf(`投诉${width}`, { type: "complaint" });
		const ticket = await company.login(company.admin, `/tickets/${id}`, { width });
		await shown(ticket);
		await expect.poll(() => textsOf(ticket)).toEqual(["记录投诉", "联系客户核实", "登记结果"]);
		await ticket.locator(".page-head").getByText("清单 0/3").waitFor();
		await ticket.getByRole("checkbox", { name: "记录投诉" }).check();
		await ticket.locator(".page-head").getByText("清单 1/3").waitFor();
		await axe(ticket);
		expect(await ticket.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
		await ticket.screenshot({ path: `screens/checklist-${width}.png`, fullPage: true });

		// Solving is refused, with how many are still open.
		await ticket.getByRole("button", { name: "解决", exact: true }).click();
		const act = ticket.getByRole("dialog");
		await act.getByRole("textbox").fill("已处理");
		await act.getByRole("button", { name: "解决", exact: true }).click();
		await act.getByText("还有 2 项必办事项未完成").waitFor();
		await axe(ticket);
		await act.getByRole("button", { name: "取消" }).click();
		await ticket.getByRole("checkbox", { name: "联系客户核实" }).check();
		await ticket.getByRole("checkbox", { name: "登记结果" }).check();
		await ticket.locator(".page-head").getByText("清单 3/3").waitFor();
		await ticket.getByRole("button", { name: "解决", exact: true }).click();
		await act.getByRole("textbox").fill("已处理");
		await act.getByRole("button", { name: "解决", exact: true }).click();
		await act.waitFor({ state: "detached" });
		await ticket.locator(".talk").getByText("联系客户核实").waitFor();
		await page.getByRole("button", { name: "删除" }).first().click();
		await dialog.getByRole("button", { name: "删除", exact: true }).click();
		await expect.poll(() => page.locator(".checklists > li").count()).toBe(0);
	});

test("a list is made, ticked, moved and reworded by keys alone, also beside the tickets", async () => {
	await made(company.admin.api.POST("/checklist-templates", { body: { name: "首问负责", items: ["登记来电", "转交并跟踪"] } }));
	const id = await ticketOf("键盘");
	const page = await company.login(company.admin, `/tickets?peek=tickets/${id}`);
	await shown(page);
	await listOf(page).getByText("还没有清单。套用一个模板").waitFor();
	await axe(page);
	await page.keyboard.press("x");
	for (const text of ["一", "二", "三"]) {
		await page.keyboard.type(text);
		await page.keyboard.press("Enter");
	}
	// Faster than they are sent.
	await expect.poll(() => textsOf(page)).toEqual(["一", "二", "三"]);
	expect(await page.evaluate(() => document.activeElement?.classList.contains("checklist-add"))).toBe(true);
	// Up to the first box; Space ticks it.
	await page.keyboard.press("Shift+Tab");
	const box = listOf(page).getByRole("checkbox", { name: "三", exact: true });
	await box.focus();
	await page.keyboard.press("Space");
	await listOf(page).getByText("1/3").waitFor();
	await page.keyboard.press("Alt+ArrowUp");
	await expect.poll(() => textsOf(page)).toEqual(["一", "三", "二"]);
	await page.keyboard.press("Alt+ArrowUp");
	await expect.poll(() => textsOf(page)).toEqual(["三", "一", "二"]);
	expect(await box.evaluate((e) => e === document.activeElement)).toBe(true);
	// Reworded in place; Escape leaves it as it was and does not close the panel.
	const reword = listOf(page).getByRole("button", { name: "编辑“一”" });
	await reword.focus();
	await page.keyboard.press("Enter");
	await page.keyboard.press("End");
	await page.keyboard.type("号");
	await page.keyboard.press("Escape");
	expect(await textsOf(page)).toEqual(["三", "一", "二"]);
	await reword.focus();
	await page.keyboard.press("Enter");
	await page.keyboard.press("End");
	await page.keyboard.type("号");
	await page.keyboard.press("Enter");
	await expect.poll(() => textsOf(page)).toEqual(["三", "一号", "二"]);
	// A template is applied from the select.
	await listOf(page).getByRole("combobox", { name: "套用模板" }).focus();
	await page.keyboard.press("Enter");
	await page.getByRole("option", { name: "首问负责" }).waitFor();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	await expect.poll(() => textsOf(page)).toEqual(["三", "一号", "二", "登记来电", "转交并跟踪"]);
	await axe(page);
	await page.screenshot({ path: "screens/checklist-panel.png" });
});

test("an input method does not add half a word", async () => {
	const id = await ticketOf("输入法");
	const page = await company.login(company.admin, `/tickets/${id}`);
	await shown(page);
	const add = page.locator(".checklist-add");
	await add.fill("联系");
	await add.evaluate((e) => e.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true })));
	await page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
	expect(await textsOf(page)).toEqual([]);
	expect(await add.inputValue()).toBe("联系");
	await add.press("Enter");
	await expect.poll(() => textsOf(page)).toEqual(["联系"]);
});

test("two people tick beside each other and see it at once", async () => {
	const wang = await company.person("wang", ["service_manager"], { name: "王芳" });
	const id = await ticketOf("两人");
	for (const text of ["核对订单", "回电"]) await made(company.admin.api.POST("/tickets/{ticket_id}/checklist", { params: { path: { ticket_id: id } }, body: { text } }));
	const mine = await company.login(company.admin, `/tickets/${id}`);
	const hers = await company.login(wang, `/tickets/${id}`);
	await Promise.all([shown(mine), shown(hers)]);
	await Promise.all([mine.getByRole("checkbox", { name: "核对订单" }).check(), hers.getByRole("checkbox", { name: "回电" }).check()]);
	for (const page of [mine, hers]) await page.locator(".page-head").getByText("清单 2/2").waitFor();
	await listOf(mine).getByText("王芳").waitFor();
	// The board tells the same.
	const board = await company.login(wang, "/tickets?board=1");
	await board.locator(".board-card", { hasText: "两人" }).getByText("清单 2/2").waitFor();
	await axe(board);
});
