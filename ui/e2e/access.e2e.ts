// Who may do what: roles that an administrator changes, and how soon it counts.
import { expect, test } from "vitest";
import { made } from "./api";
import { useCompany } from "./company";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1" });

test("a new role begins with another's rights, and a right taken away is gone at once", async () => {
	const page = await company.login(company.admin, "/admin/roles");
	await page.getByRole("button", { name: "新建角色" }).click();
	const form = page.getByRole("dialog", { name: "新建角色" });
	await form.getByLabel("代码").fill("front_desk");
	await form.getByLabel("名称").fill("前台");
	await form.getByRole("combobox", { name: "复制权限自" }).press("Enter");
	await page.getByRole("option", { name: "客服", exact: true }).click();
	await form.getByRole("group", { name: "查看客户", exact: true }).getByText("全部").click();
	await form.getByRole("button", { name: "保存" }).click();
	await page.getByRole("columnheader", { name: /前台/ }).waitFor();

	const person = await company.person("desk", ["front_desk"]);
	expect((await person.api.GET("/customers")).response.status).toBe(200);
	await page.getByRole("button", { name: "编辑角色“前台”" }).click();
	const edit = page.getByRole("dialog", { name: "前台" });
	await edit.getByRole("group", { name: "查看客户", exact: true }).getByText("无", { exact: true }).click();
	await edit.getByRole("button", { name: "保存" }).click();
	await edit.waitFor({ state: "detached" });
	expect((await person.api.GET("/customers")).response.status).toBe(403);
});

test("a role that somebody has cannot be deleted, and the page says why", async () => {
	await made(company.admin.api.POST("/roles", { body: { name: "busy", title: "忙碌" } }));
	await company.person("holder", ["busy"]);
	const page = await company.login(company.admin, "/admin/roles");
	await page.getByRole("button", { name: "删除角色“忙碌”" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "删除" }).click();
	await page.getByText("还有人员使用此角色。").waitFor();
});

test("ten minutes after the login a change of rights asks for the password, once", async () => {
	await company.moveClock("2026-03-02T11:00:00+08:00");
	const page = await company.login(company.admin, "/admin/roles");
	await page.getByRole("button", { name: "编辑角色“销售代表”" }).waitFor();
	await company.moveClock("2026-03-02T11:11:00+08:00");
	await page.getByRole("button", { name: "编辑角色“销售代表”" }).click();
	const form = page.getByRole("dialog", { name: "销售代表" });
	await form.getByLabel("用途").fill("负责签约");
	await form.getByRole("button", { name: "保存" }).click();
	const again = page.getByRole("dialog", { name: "请确认是您本人" });
	await again.getByLabel("密码").fill("wrong password 1");
	await again.getByRole("button", { name: "确认" }).click();
	await again.getByText("密码不正确").waitFor();
	await again.getByLabel("密码").fill(company.admin.password);
	await again.getByRole("button", { name: "确认" }).click();
	await form.waitFor({ state: "detached" });
	await page.getByRole("button", { name: "编辑角色“只读”" }).click();
	const other = page.getByRole("dialog", { name: "只读" });
	await other.getByLabel("用途").fill("旁观");
	await other.getByRole("button", { name: "保存" }).click();
	await other.waitFor({ state: "detached" });
});
