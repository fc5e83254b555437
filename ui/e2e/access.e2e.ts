// Who may do what: roles that an administrator changes, and how soon it counts.
import { createHmac } from "node:crypto";
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

/** The code of an app (RFC 6238) for a Base32 secret. */
function codeAt(secret: string, time: string): string {
	const bits = [...secret.replaceAll(" ", "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
	const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((b) => Number.parseInt(b, 2)));
	const step = Buffer.alloc(8);
	step.writeBigUInt64BE(BigInt(Math.floor(Date.parse(time) / 30_000)));
	const mac = createHmac("sha1", key).update(step).digest();
	return String((mac.readUInt32BE(mac[19]! & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("two-step login is turned on, asked for, and survives a lost telephone", async () => {
	await company.moveClock("2026-03-02T14:00:00+08:00");
	const person = await company.person("careful", ["sales"]);
	const settings = await company.login(person, "/settings");
	await settings.getByRole("button", { name: "启用", exact: true }).click();
	const dialog = settings.getByRole("dialog", { name: "两步验证" });
	const secret = await dialog.getByLabel("密钥").inputValue();
	await dialog.getByLabel("2. 输入应用显示的六位数字").fill(codeAt(secret, "2026-03-02T14:00:00+08:00"));
	await dialog.getByRole("button", { name: "启用" }).click();
	const codes = await dialog.getByRole("list", { name: "恢复码" }).getByRole("listitem").allTextContents();
	expect(codes).toHaveLength(10);
	await dialog.getByRole("button", { name: "已保存" }).click();
	await settings.getByText("还剩 10 个恢复码。").waitFor();

	await company.moveClock("2026-03-02T14:01:00+08:00");
	for (const code of [codeAt(secret, "2026-03-02T14:01:00+08:00"), codes[3]!]) {
		const page = await company.open("/login");
		await page.fill("input[name=login]", "careful");
		await page.fill("input[name=password]", person.password);
		await page.keyboard.press("Enter");
		await page.fill("input[name=code]", "000000");
		await page.keyboard.press("Enter");
		await page.getByText("验证码不正确，或已经用过。").waitFor();
		await page.fill("input[name=code]", code);
		await page.keyboard.press("Enter");
		await page.waitForURL((url) => url.pathname !== "/login");
	}
	await settings.reload();
	await settings.getByText("还剩 9 个恢复码。").waitFor();
});

test("a forgotten password is asked for without saying who is known, and a spent link says so", async () => {
	const page = await company.open("/login");
	await page.getByRole("link", { name: "忘记密码？" }).click();
	await page.getByLabel("登录名或邮箱").fill("nobody at all");
	await page.keyboard.press("Enter");
	await page.getByText("如果有这个账号，链接已发到它的邮箱").waitFor();
	await page.goto("/new-password#spent");
	await page.getByLabel("新密码").fill("a wholly new secret");
	await page.getByLabel("再输入一次").fill("a wholly new secret");
	await page.keyboard.press("Enter");
	await page.getByText("链接已失效或已使用，请重新申请。").waitFor();
	await page.getByRole("link", { name: "返回登录" }).click();
	await page.waitForURL((url) => url.pathname === "/login");
});

test("an invitation without a mail server says what is missing", async () => {
	await company.person("invitee", ["sales"]);
	const page = await company.login(company.admin, "/admin/users");
	await page.getByRole("row", { name: /invitee/ }).getByRole("button", { name: "发送邀请" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "发送邀请" }).click();
	await page.getByText("发送邮件需要先在公司设置中填写发件人和本系统网址。").waitFor();
});
