// Group robots: where the address is found, a robot is added, tried, fails with its peer's word,
// and what was sent is sent again (N1, R5).
import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const secret = "SEC0123456789abcdef";
const start = Date.parse("2026-03-02T10:00:00+08:00");
const pace = 10_000;
type Message = { msgtype: string; text: { content: string }; at?: { atUserIds: string[]; atMobiles: string[]; isAtAll: boolean } };
const requests: { url: URL; body: Message; id: string | undefined }[] = [];
let answer: object = { errcode: 0, errmsg: "ok" };

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
	const body: Message = JSON.parse(await text(request));
	const { "webhook-id": id } = request.headers;
	requests.push({ url: new URL(request.url ?? "", "http://127.0.0.1"), body, id: typeof id === "string" ? id : undefined });
	response.end(JSON.stringify(answer));
}

const peer = createServer((request, response) => void take(request, response));
await new Promise<void>((listening) => peer.listen(0, "127.0.0.1", listening));
const address = peer.address();
const port = typeof address === "object" && address ? address.port : 0;
afterAll(() => void peer.close());

const company = useCompany({ clock: new Date(start).toISOString(), presets: "s1", args: ["--outgoing-allow", `127.0.0.1:${port}`] });
let steps = 0;
const goOn = () => company.moveClock(new Date(start + ++steps * pace).toISOString());

function isSigned(url: URL): boolean {
	const at = url.searchParams.get("timestamp") ?? "";
	return url.searchParams.get("sign") === createHmac("sha256", secret).update(`${at}\n${secret}`).digest("base64");
}

test("a robot is added, tried and mended", async () => {
	const page = await company.login(company.admin, "/admin/webhooks");
	await shown(page);
	await page.getByText("还没有群机器人或 Webhook").waitFor();
	await page.getByText(/复制 SEC 开头的密钥/).waitFor();
	await axe(page);

	await page.getByRole("button", { name: "新建" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByText("钉钉群机器人", { exact: true }).click();
	await dialog.getByRole("textbox", { name: "名称" }).fill("客服部值班群");
	await dialog.getByRole("textbox", { name: "Webhook 地址" }).fill("http://10.0.0.1/robot/send?access_token=t1");
	await dialog.getByRole("textbox", { name: "签名密钥" }).fill(secret);
	await axe(page);
	await dialog.getByRole("button", { name: "保存" }).click();
	await dialog.getByText(/不是互联网上的地址/).waitFor();
	await dialog.getByRole("textbox", { name: "Webhook 地址" }).fill(`http://127.0.0.1:${port}/robot/send?access_token=token-0001`);
	await dialog.getByRole("button", { name: "保存" }).click();
	await dialog.waitFor({ state: "detached" });
	const row = page.getByRole("row", { name: /客服部值班群/ });
	await row.getByText(/…0001$/).waitFor();

	await row.getByRole("button", { name: "测试" }).click();
	await page.getByText("“客服部值班群”已收到测试消息").waitFor();
	await row.getByText("正常").waitFor();
	expect(requests).toHaveLength(1);
	expect(isSigned(requests[0]!.url)).toBe(true);
	expect(requests[0]!.body.text.content).toContain("跟进测试公司");

	answer = { errcode: 310000, errmsg: "sign not match" };
	await goOn();
	await row.getByRole("button", { name: "测试" }).click();
	await page.getByText("“客服部值班群”没有收到：310000 sign not match").waitFor();
	await row.getByText("发送失败").waitFor();
	await axe(page);

	answer = { errcode: 0, errmsg: "ok" };
	await goOn();
	await row.getByRole("button", { name: "发送记录" }).click();
	const log = page.getByRole("dialog");
	await log.getByText("310000 sign not match").waitFor();
	await axe(page);
	await log.getByRole("listitem").first().getByRole("button", { name: /再次发送/ }).click();
	await expect.poll(() => log.getByText("已送达").count(), { timeout: 15_000 }).toBe(2);
	expect(requests.map((r) => r.id).slice(1)).toEqual([requests[1]!.id, requests[1]!.id]);
	await log.getByRole("button", { name: "关闭" }).click();
	await row.getByText("正常").waitFor();

	// What was typed is not read back; nothing typed keeps it.
	await row.getByRole("button", { name: "编辑" }).click();
	expect(await dialog.getByRole("textbox", { name: "签名密钥" }).inputValue()).toBe("");
	await dialog.getByRole("textbox", { name: "名称" }).fill("值班群");
	await dialog.getByRole("button", { name: "保存" }).click();
	await dialog.waitFor({ state: "detached" });
	await goOn();
	await page.getByRole("row", { name: /值班群/ }).getByRole("button", { name: "测试" }).click();
	await page.getByText("“值班群”已收到测试消息").waitFor();
	expect(isSigned(requests.at(-1)!.url)).toBe(true);
});

test("a robot calls the person in charge when it may, and signs no more when its secret is taken away", async () => {
	const { user } = await made(company.admin.api.GET("/session"));
	await made(company.admin.api.PATCH("/me", { params: { header: { "If-Match": `"${user.version}"` } }, body: { phone: "13800001234" } }));
	await made(company.admin.api.POST("/webhooks", { body: { kind: "dingtalk", name: "交接群", url: `http://127.0.0.1:${port}/robot/send?access_token=token-0002`, secret, enabled: true } }));
	const page = await company.login(company.admin, "/admin/webhooks", { width: 390 });
	await shown(page);
	const row = page.getByRole("row", { name: /交接群/ });
	const dialog = page.getByRole("dialog");
	const tried = async (): Promise<Message> => {
		const n = requests.length;
		await goOn();
		await row.getByRole("button", { name: "测试" }).click();
		await expect.poll(() => requests.length, { timeout: 10_000 }).toBe(n + 1);
		return requests[n]!.body;
	};
	expect((await tried()).at).toBeUndefined();

	await row.getByRole("button", { name: "编辑" }).click();
	await dialog.getByText("这些信息会发给钉钉").waitFor();
	const calls = dialog.getByRole("switch", { name: "@ 负责人" });
	expect(await calls.isChecked()).toBe(false);
	await calls.press("Space");
	await dialog.getByText("不再签名").click();
	expect(await dialog.getByRole("textbox", { name: "签名密钥" }).isDisabled()).toBe(true);
	await axe(page);
	await page.screenshot({ path: "screens/robot-mentions.png", fullPage: true });
	await dialog.getByRole("button", { name: "保存" }).click();
	await dialog.waitFor({ state: "detached" });
	const message = await tried();
	expect(message.at).toEqual({ atUserIds: [], atMobiles: ["13800001234"], isAtAll: false });
	expect(message.text.content).toMatch(/\n@13800001234$/);
	expect(requests.at(-1)!.url.searchParams.has("sign")).toBe(false);
});

test("a key of Standard Webhooks is made, and kept out of sight", async () => {
	const page = await company.login(company.admin, "/admin/webhooks", { width: 390, locale: "en" });
	await shown(page);
	await page.getByRole("button", { name: "New webhook" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByText("Standard Webhooks", { exact: true }).click();
	await dialog.getByRole("textbox", { name: "Name" }).fill("ERP");
	await dialog.getByRole("textbox", { name: "Webhook address" }).fill(`http://127.0.0.1:${port}/erp`);
	await dialog.getByRole("button", { name: "Save" }).click();
	await dialog.getByRole("alert").first().waitFor();
	await dialog.getByRole("button", { name: "Generate" }).click();
	expect(await dialog.getByRole("textbox", { name: "Signing secret" }).inputValue()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
	await dialog.getByRole("button", { name: "Save" }).click();
	await dialog.waitFor({ state: "detached" });
	await axe(page);
	const { items } = await made(company.admin.api.GET("/webhooks", { params: { query: { kind: "standard" } } }));
	expect(items.map((w) => [w.name, w.has_secret, Object.keys(w).includes("secret")])).toEqual([["ERP", true, false]]);
});
