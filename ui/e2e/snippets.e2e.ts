// Snippets: kept, found by keyword and pinyin while writing, put in with the facts of the record
// (pattern 13).
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1,s0,s4" });
const listOf = (page: Page) => page.getByRole("listbox", { name: "片段" });
const area = (page: Page) => page.locator(".composer textarea");

async function snippet(name: string, keyword: string, text: string): Promise<void> {
	await made(company.admin.api.POST("/snippets", { body: { name, keyword, text } }));
}
async function ticketOf(title: string): Promise<{ id: string; number: string; customer: string }> {
	const customer = await made(company.admin.api.POST("/customers", { body: { name: `${title}有限公司` } }));
	const ticket = await made(company.admin.api.POST("/tickets", { body: { customer_id: customer.id, title } }));
	return { id: ticket.id, number: ticket.number ?? "", customer: customer.id };
}

for (const width of [1440, 390])
	test(`a snippet is kept and put into a reply at ${width} px`, async () => {
		const page = await company.login(company.admin, "/snippets", { width });
		await shown(page);
		await page.getByRole("button", { name: "新建片段" }).first().click();
		const dialog = page.getByRole("dialog");
		await dialog.getByRole("textbox", { name: "名称" }).fill(`已收到 ${width}`);
		await dialog.getByRole("textbox", { name: "关键词" }).fill(`sd${width}`);
		await dialog.getByRole("textbox", { name: "内容" }).fill("您好，{customr}");
		await dialog.getByRole("button", { name: "保存" }).click();
		await dialog.getByText("这里没有占位符 {customr}").waitFor();
		await dialog.getByRole("textbox", { name: "内容" }).fill("您好，");
		await dialog.getByRole("button", { name: "{customer}" }).click();
		await dialog.getByRole("textbox", { name: "内容" }).press("End");
		await dialog.getByRole("textbox", { name: "内容" }).pressSequentially("：工单 {ticket} 已收到。{me}");
		await axe(page);
		await page.screenshot({ path: `screens/snippet-dialog-${width}.png` });
		await dialog.getByRole("button", { name: "保存" }).click();
		await page.locator(".snippets > li", { hasText: `已收到 ${width}` }).getByText("仅自己").waitFor();
		await axe(page);
		await page.screenshot({ path: `screens/snippets-${width}.png`, fullPage: true });

		const ticket = await ticketOf(`东方${width}`);
		const at = await company.login(company.admin, `/tickets/${ticket.id}`, { width });
		await shown(at);
		await area(at).click();
		await area(at).pressSequentially(`::sd${width}`);
		await listOf(at).getByRole("option", { name: `已收到 ${width}` }).waitFor();
		await axe(at);
		expect(await at.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
		await at.screenshot({ path: `screens/snippet-list-${width}.png` });
		await listOf(at).getByRole("option", { name: `已收到 ${width}` }).click();
		const text = `您好，东方${width}有限公司：工单 ${ticket.number} 已收到。管理员`;
		await expect.poll(() => area(at).inputValue()).toBe(text);
		await at.keyboard.press("Control+Enter");
		await at.locator(".talk li.ours").getByText(text).waitFor();
	});

test("by keys alone: found by pinyin, walked, put in where the caret stands, put away", async () => {
	await snippet("致歉语", "zq", "非常抱歉");
	await snippet("处理进展", "", "{customer}的问题正在处理");
	const ticket = await ticketOf("键盘");
	const page = await company.login(company.admin, `/tickets/${ticket.id}`);
	await shown(page);
	await page.keyboard.press("r");
	await page.keyboard.type("好的！");
	await page.keyboard.press("ArrowLeft");
	await page.keyboard.type("：：cljz");
	await listOf(page).getByRole("option").waitFor();
	expect(await listOf(page).getByRole("option").count()).toBe(1);
	expect(await area(page).getAttribute("aria-activedescendant")).toBe(await listOf(page).getByRole("option").getAttribute("id"));
	await page.keyboard.press("Tab");
	await expect.poll(() => area(page).inputValue()).toBe("好的键盘有限公司的问题正在处理！");
	expect(await area(page).evaluate((e) => e === document.activeElement && e instanceof HTMLTextAreaElement && e.selectionStart === 15)).toBe(true);

	// Escape puts the list away and leaves what was typed; the arrows walk and come round.
	await area(page).fill("");
	await page.keyboard.type("::");
	await listOf(page).waitFor();
	const names = await listOf(page).getByRole("option").locator("strong").allTextContents();
	expect(names.length).toBeGreaterThanOrEqual(2);
	await page.keyboard.press("ArrowUp");
	expect(await listOf(page).locator("[aria-selected=true] strong").textContent()).toBe(names.at(-1));
	await page.keyboard.press("ArrowDown");
	expect(await listOf(page).locator("[aria-selected=true] strong").textContent()).toBe(names[0]);
	await page.keyboard.press("Escape");
	await listOf(page).waitFor({ state: "detached" });
	expect(await area(page).inputValue()).toBe("::");
	// Without a list Enter is a new line, and nothing fits nonsense.
	await page.keyboard.type("zzzz");
	await page.keyboard.press("Enter");
	expect(await area(page).inputValue()).toBe("::zzzz\n");
});

test("an input method keeps its Enter", async () => {
	const ticket = await ticketOf("输入法");
	const page = await company.login(company.admin, `/tickets/${ticket.id}`);
	await shown(page);
	await area(page).click();
	await page.keyboard.type("::zq");
	await listOf(page).getByRole("option", { name: "致歉语" }).waitFor();
	const taken = await area(page).evaluate((e) => !e.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true })));
	expect(taken).toBe(false);
	expect(await area(page).inputValue()).toBe("::zq");
	expect(await listOf(page).count()).toBe(1);
	await page.keyboard.press("Enter");
	await expect.poll(() => area(page).inputValue()).toBe("非常抱歉");
});

test("in a dialog Escape puts the list away first", async () => {
	const ticket = await ticketOf("对话框");
	const page = await company.login(company.admin, `/customers/${ticket.customer}`);
	await shown(page);
	await page.keyboard.press("l");
	const dialog = page.getByRole("dialog");
	const content = dialog.locator(".settle-content textarea");
	await content.waitFor();
	await page.keyboard.type("::clj");
	await listOf(page).waitFor();
	await axe(page);
	await page.screenshot({ path: "screens/snippet-in-dialog.png" });
	await page.keyboard.press("Escape");
	await listOf(page).waitFor({ state: "detached" });
	expect(await dialog.count()).toBe(1);
	await page.keyboard.type("z");
	await page.keyboard.press("Enter");
	await expect.poll(() => content.inputValue()).toBe("对话框有限公司的问题正在处理");
	await page.keyboard.press("Control+Enter");
	await dialog.waitFor({ state: "detached" });
});
