// A new company, from the wizard to the first logged follow-up.
import { expect, test } from "vitest";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "" });

test("from the setup token to the first logged follow-up", async () => {
	const page = await company.open("/");
	await page.getByLabel("安装口令").fill(company.server.setupToken);
	await page.getByLabel("用户名").fill("boss");
	await page.getByLabel("姓名").fill("老板");
	await page.getByLabel("密码").fill("correct horse battery");
	await axe(page);
	await page.getByRole("button", { name: "继续" }).click();
	await page.getByLabel("公司名称").fill("新公司");
	await axe(page);
	await page.getByRole("button", { name: "建立公司" }).click();
	await page.getByText("从空白开始").click();
	await page.getByText("没有到期事项").waitFor();

	await page.getByRole("link", { name: "客户", exact: true }).click();
	await page.getByText("导入现有的客户表").waitFor();
	await page.getByRole("button", { name: "新建客户" }).first().click();
	const form = page.getByRole("dialog", { name: "新建客户" });
	await form.getByLabel("企业名称").fill("第一个客户");
	await form.getByRole("button", { name: "保存" }).click();
	await page.getByRole("heading", { level: 1, name: "第一个客户" }).waitFor();
	await shown(page);
	await page.getByRole("button", { name: "记录跟进" }).click();
	const log = page.getByRole("dialog", { name: "记录跟进" });
	await log.getByText("已联系，使用正常，暂无需求。").click();
	await log.getByRole("button", { name: "保存" }).click();
	await page.getByText("已记录：第一个客户").waitFor();
	await page.locator(".timeline").getByText("已联系，使用正常，暂无需求。").waitFor();
	expect(company.replies).toBeGreaterThan(0);
});
