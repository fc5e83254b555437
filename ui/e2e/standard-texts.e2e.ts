// The standard in words: drafted from what is in force, published, read by everybody (R2).
import { expect, test } from "vitest";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1,s0,s4" });

test("a text is drafted, published, taken note of, and the manager sees who has not", async () => {
	const wang = await company.person("wang", ["sales"], { name: "王芳" });
	const hers = await company.login(wang, "/customers");
	await shown(hers);
	const page = await company.login(company.admin, "/standard-texts");
	await shown(page);
	await page.getByRole("button", { name: "新建标准文本" }).first().click();
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("textbox", { name: "标题" }).fill("VIP 客户响应标准");
	await dialog.getByRole("combobox", { name: "适用客户" }).click();
	await page.getByRole("option", { name: "VIP 客户" }).click();
	await dialog.getByRole("button", { name: "按现行响应标准填写" }).click();
	await expect.poll(() => dialog.getByRole("textbox", { name: "正文" }).inputValue()).toMatch(/首次响应 2 小时.*解决 24 小时/);
	await axe(page);
	await dialog.getByRole("button", { name: "保存" }).click();
	await page.getByRole("heading", { level: 1, name: "VIP 客户响应标准" }).waitFor();
	expect(await hers.locator(".waiting-texts").count()).toBe(0);
	await page.getByRole("button", { name: "发布", exact: true }).click();
	await dialog.getByRole("textbox").fill("试行");
	await dialog.getByRole("button", { name: "发布", exact: true }).click();
	await page.getByText("2 人中还有 2 人未确认").waitFor();
	await axe(page);

	await hers.getByRole("link", { name: "VIP 客户响应标准" }).click();
	await axe(hers);
	await hers.getByRole("button", { name: "我已阅读并按此执行" }).click();
	await hers.getByText("已确认").first().waitFor();
	await expect.poll(() => hers.locator(".waiting-texts").count()).toBe(0);
	await page.reload();
	await page.getByText("2 人中还有 1 人未确认").waitFor();
	await page.locator("li", { hasText: "王芳" }).getByText("已确认").waitFor();
});
