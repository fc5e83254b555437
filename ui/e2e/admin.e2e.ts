// The administration: departments, tags, the wording of mails, tokens and sessions, an import with
// its file of refused rows, a standard put in force, and days off out of a notice (Z1, A4, F1).
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { apiOf, made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1" });

test("two administrators change one department", async () => {
	const page = await company.login(company.admin, "/admin/departments");
	await shown(page);
	await page.getByRole("button", { name: "新建部门" }).first().click();
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("textbox", { name: "名称" }).fill("客服部");
	await dialog.getByRole("button", { name: "保存" }).click();
	await page.getByText("客服部", { exact: true }).waitFor();
	await page.getByRole("button", { name: "编辑", exact: true }).click();
	await dialog.getByRole("textbox", { name: "名称" }).fill("客户服务部");
	// Meanwhile another one.
	const department = (await made(company.admin.api.GET("/departments"))).items.find((d) => d.name === "客服部")!;
	const change = (name: string, version: number) => made(company.admin.api.PATCH("/departments/{id}", { params: { path: { id: department.id }, header: { "If-Match": `"${String(version)}"` } }, body: { name } }));
	await change("售后部", department.version);
	await dialog.getByRole("button", { name: "保存" }).click();
	await dialog.getByText(/售后部/).waitFor();
	await axe(page);
	await dialog.getByText(/客户服务部/).click();
	await dialog.getByRole("alertdialog").getByRole("button", { name: "保存" }).click();
	await dialog.waitFor({ state: "detached" });
	await page.getByText("客户服务部", { exact: true }).waitFor();
});

test("a tag is made, named anew and removed", async () => {
	const page = await company.login(company.admin, "/admin/tags");
	await shown(page);
	await page.getByRole("button", { name: "新建标签" }).first().click();
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("textbox").first().fill("高价值");
	await dialog.getByRole("button", { name: "保存" }).click();
	await dialog.waitFor({ state: "detached" });
	await page.getByText("高价值", { exact: true }).waitFor();
	expect((await made(company.admin.api.GET("/tags"))).items.map((tag) => [tag.name, tag.axis])).toEqual([["高价值", "value"]]);
});

test("a token works until it is ended", async () => {
	const page = await company.login(company.admin, "/settings");
	await shown(page);
	await page.getByRole("button", { name: "新建令牌" }).click();
	const dialog = page.getByRole("dialog", { name: "新建令牌" });
	await dialog.getByRole("textbox").first().fill("报表脚本");
	await dialog.locator("footer").getByRole("button", { name: "新建" }).click();
	const secret = await dialog.locator("input[readonly]").inputValue();
	await axe(page);
	const script = apiOf(company.server.url, { Authorization: `Bearer ${secret}` });
	expect((await script.GET("/session")).response.status).toBe(200);
	await dialog.locator("footer").getByRole("button", { name: "关闭" }).click();
	await page.locator("li", { hasText: "报表脚本" }).getByRole("button").click();
	await page.getByRole("dialog").locator("footer").getByRole("button").last().click();
	await expect.poll(async () => (await script.GET("/session")).response.status).toBe(401);
});

test("the wording of a mail is seen before it is sent", async () => {
	const page = await company.login(company.admin, "/admin/mails");
	await shown(page);
	await page.getByRole("textbox", { name: "主题" }).fill("请尽快处理：{name}");
	await page.getByRole("button", { name: "预览" }).click();
	await page.getByRole("region", { name: "预览" }).getByText(/^请尽快处理：/).waitFor();
	await axe(page);
	await page.getByRole("button", { name: "保存" }).click();
	await page.getByText("已保存").first().waitFor();
});

test("the rows that an import refuses come back as a file with the reasons", async () => {
	const page = await company.login(company.admin, "/import");
	await shown(page);
	const sheet = "企业名称,合作起始时间\n长城,2024年3月25日\n黄山,25.3.24\n";
	await page.locator("input[type=file]").setInputFiles({ name: "customers.csv", mimeType: "text/csv", buffer: Buffer.from(sheet) });
	await page.getByRole("button", { name: "检查文件" }).click();
	await page.getByText("“25.3.24”不是日期", { exact: false }).first().waitFor();
	await axe(page);
	await page.locator("button.el-button--primary", { hasText: /1/ }).click();
	await expect.poll(async () => (await made(company.admin.api.GET("/customers"))).items.map((c) => c.name)).toEqual(["长城"]);
	const [file] = await Promise.all([page.waitForEvent("download"), page.locator("a[download][href*=errors]").click()]);
	const refused = await text(await file.createReadStream());
	expect(refused).toContain("黄山");
	expect(refused).not.toContain("长城");
});

test("a foreign layout is mapped, imported, exported with a reason, and undone (T10)", async () => {
	const page = await company.login(company.admin, "/import");
	await shown(page);
	const sheet = "Kunde,Ort\nNordwind,Kiel\n";
	await page.locator("input[type=file]").setInputFiles({ name: "kunden.csv", mimeType: "text/csv", buffer: Buffer.from(sheet) });
	await page.getByText("还缺少：企业名称").waitFor();
	await page.getByRole("combobox", { name: "“Kunde”对应" }).click();
	await page.getByRole("option", { name: "企业名称" }).click();
	await axe(page);
	await page.getByRole("button", { name: "检查文件" }).click();
	await page.getByRole("button", { name: "导入 1 行" }).click();
	await page.getByRole("button", { name: "撤销这次导入" }).waitFor();
	const list = await company.login(company.admin, "/customers");
	await list.getByRole("link", { name: "Nordwind" }).waitFor();
	await list.getByRole("button", { name: "导出" }).click();
	await list.getByLabel("导出原因").fill("月度复盘");
	await axe(list);
	const [file] = await Promise.all([list.waitForEvent("download"), list.getByRole("dialog").getByRole("button", { name: "导出" }).click()]);
	expect(file.suggestedFilename()).toBe("客户.xlsx");
	await page.getByRole("button", { name: "撤销这次导入" }).click();
	await page.getByText("已删除 1 条").waitFor();
	await expect.poll(async () => (await made(company.admin.api.GET("/customers"))).items.map((c) => c.name)).not.toContain("Nordwind");
});
