// Mentions: "@@" names a colleague in a note or a record, who is told and led there (pattern 13).
import { expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1,s0,s4" });

test("a colleague is named in a note, by keys and pinyin, and is told; a reply names nobody", async () => {
	const department = await made(company.admin.api.POST("/departments", { body: { name: "销售部" } }));
	const wang = await company.person("wang", ["service_manager"], { name: "王小明" });
	await company.person("sun", ["sales"], { name: "孙外人", department_id: department.id });
	const customer = await made(company.admin.api.POST("/customers", { body: { name: "东方科技" } }));
	const ticket = await made(company.admin.api.POST("/tickets", { body: { customer_id: customer.id, title: "登录异常" } }));
	const hers = await company.login(wang, "/notifications");
	await shown(hers);
	const page = await company.login(company.admin, `/tickets/${ticket.id}`);
	await shown(page);
	const area = page.locator(".composer textarea");
	const list = page.getByRole("listbox", { name: "同事" });

	await page.keyboard.press("r");
	await page.keyboard.type("@@wxm");
	await page.evaluate(() => new Promise((done) => setTimeout(done, 200)));
	expect(await list.count()).toBe(0);
	await area.fill("");
	await page.keyboard.press("Tab");
	await page.getByText("内部备注").click();
	await area.focus();
	await page.keyboard.type("@@");
	await list.getByRole("option", { name: "王小明" }).waitFor();
	// Whoever may not read the ticket is not offered.
	expect(await list.getByText("孙外人").count()).toBe(0);
	await page.keyboard.type("wxm");
	await axe(page);
	await page.screenshot({ path: "screens/mention-list.png" });
	await page.keyboard.press("Enter");
	await expect.poll(() => area.inputValue()).toBe("@王小明 ");
	await page.keyboard.type("请看日志");
	await page.keyboard.press("Control+Enter");
	await page.locator(".talk li.note").getByText("@王小明 请看日志").waitFor();

	await hers.getByRole("link", { name: "管理员 提到了您：@王小明 请看日志" }).click();
	await hers.getByRole("heading", { level: 1, name: "登录异常" }).waitFor();
	await axe(hers);
});

test("a colleague is named in a record at a customer, on a narrow screen", async () => {
	const zhou = await company.person("zhou", ["service_manager"], { name: "周远" });
	const customer = await made(company.admin.api.POST("/customers", { body: { name: "西安制造" } }));
	const page = await company.login(company.admin, `/customers/${customer.id}`, { width: 390 });
	await shown(page);
	await page.getByRole("button", { name: "记录跟进" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.locator(".settle-content textarea").fill("客户想要报价，");
	await dialog.locator(".settle-content textarea").press("End");
	await dialog.locator(".settle-content textarea").pressSequentially("@@zhou");
	const option = page.getByRole("listbox", { name: "同事" }).getByRole("option", { name: "周远" });
	await option.waitFor();
	await axe(page);
	expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
	await page.screenshot({ path: "screens/mention-390.png" });
	await option.click();
	await expect.poll(() => dialog.locator(".settle-content textarea").inputValue()).toBe("客户想要报价，@周远 ");
	await dialog.getByRole("button", { name: "保存" }).click();
	await dialog.waitFor({ state: "detached" });

	const his = await company.login(zhou, "/notifications");
	await his.getByRole("link", { name: /管理员 提到了您：客户想要报价，@周远/ }).click();
	await his.getByRole("heading", { level: 1, name: "西安制造" }).waitFor();
});
