// Files chosen in the form that makes a record: listed, removed, dropped, pasted, sent after saving;
// what fails is sent again, and the record is made once (F6, C8).
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1,s0,s4" });
const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const folder = mkdtempSync(join(tmpdir(), "genjin-e2e-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

const textFile = (name: string, content: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
const filesOf = async (place: "follow_up_id" | "ticket_id", id: string): Promise<(string | null | undefined)[]> => {
	const { items } =
		place === "ticket_id"
			? await made(company.admin.api.GET("/tickets/{ticket_id}/attachments", { params: { path: { ticket_id: id } } }))
			: await made(company.admin.api.GET("/follow-ups/{follow_up_id}/attachments", { params: { path: { follow_up_id: id } } }));
	return items.map((f) => f.name).toSorted();
};

/** Drags files from outside of the browser onto the middle of an element, as the mouse does. */
async function dropFiles(page: Page, onto: Locator, names: string[], between?: () => Promise<void>): Promise<void> {
	const paths = names.map((name) => join(folder, name));
	for (const path of paths) writeFileSync(path, `content of ${path}`);
	const box = await onto.boundingBox();
	const at = { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
	const chromium = await page.context().newCDPSession(page);
	const data = { items: [], files: paths, dragOperationsMask: 1 };
	for (const type of ["dragEnter", "dragOver"] as const) await chromium.send("Input.dispatchDragEvent", { type, ...at, data });
	await between?.();
	await chromium.send("Input.dispatchDragEvent", { type: "drop", ...at, data });
	await chromium.detach();
}

async function paste(onto: Locator, types: Record<string, string>): Promise<void> {
	await onto.evaluate(
		(element, [bytes, texts]) => {
			const transfer = new DataTransfer();
			for (const [type, text] of Object.entries(texts)) transfer.setData(type, text);
			transfer.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }));
			element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
		},
		[[...png], types] as const,
	);
}

for (const width of [1440, 390])
	test(`a ticket is made with its files at ${width} px`, async () => {
		const customer = await made(company.admin.api.POST("/customers", { body: { name: `东方科技${width}` } }));
		const page = await company.login(company.admin, `/tickets?new=${customer.id}`, { width });
		await shown(page);
		const dialog = page.getByRole("dialog", { name: "新建工单" });
		await dialog.getByRole("textbox", { name: "问题", exact: true }).fill("登录异常");
		const files = dialog.getByRole("group", { name: "附件" });
		await files.getByText("可把文件拖到这里").waitFor();

		const [chooser] = await Promise.all([page.waitForEvent("filechooser"), files.getByRole("button", { name: "添加附件" }).press("Enter")]);
		await chooser.setFiles([textFile("合同.txt", "付款条款"), textFile("多余.txt", "x"), textFile("日志.txt", "log")]);
		await files.getByText("已选 3 个文件").waitFor({ state: "attached" });
		// By keyboard: the focus goes on to the next one.
		await files.getByRole("button", { name: "移除“多余.txt”" }).press("Enter");
		expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("移除“日志.txt”");
		await files.getByRole("button", { name: "移除“日志.txt”" }).press("Enter");
		await files.getByRole("button", { name: "移除“合同.txt”" }).waitFor();

		await dropFiles(page, dialog.getByRole("textbox", { name: "问题描述" }), ["报价.pdf", "截图 2.png"], async () => {
			await page.locator("dialog.files-over").waitFor();
			await page.screenshot({ path: `screens/chosen-over-${width}.png` });
		});
		expect(await page.locator("dialog.files-over").count()).toBe(0);
		// A screenshot is a file; what a spreadsheet copies is text, whatever picture comes with it.
		await paste(dialog.getByRole("textbox", { name: "问题描述" }), {});
		await paste(dialog.getByRole("textbox", { name: "问题描述" }), { "text/plain": "A1\tB1" });
		expect(await files.getByRole("listitem").allTextContents()).toEqual(["合同.txt12 B移除", expect.stringContaining("报价.pdf"), expect.stringContaining("截图 2.png"), "image.png70 B移除"]);
		await axe(page);
		await page.screenshot({ path: `screens/chosen-${width}.png` });

		await dialog.getByRole("button", { name: "保存" }).click();
		await page.waitForURL(/\/tickets\/\d+$/);
		const id = page.url().split("/").at(-1) ?? "";
		expect(await filesOf("ticket_id", id)).toEqual(["合同.txt", "报价.pdf", "截图 2.png", "image.png"].toSorted());
		await page.locator(".attachments").getByRole("link", { name: "报价.pdf" }).waitFor();
	});

for (const width of [1440, 390])
	test(`a record is made once, however often its files fail, at ${width} px`, async () => {
		const customer = await made(company.admin.api.POST("/customers", { body: { name: `恒通物流${width}` } }));
		const page = await company.login(company.admin, `/customers/${customer.id}`, { width });
		await shown(page);
		await page.getByRole("button", { name: "记录跟进" }).first().click();
		const dialog = page.getByRole("dialog", { name: "记录跟进" });
		const files = dialog.getByRole("group", { name: "附件" });
		await dialog.locator("textarea").first().fill("已电话联系");
		await dialog.locator("input[type=file]").setInputFiles([textFile("录音.txt", "喂"), textFile("空.txt", ""), textFile("纪要.txt", "三点")]);

		// The record is made and its reply is lost: sent again it is the same one.
		await page.route("**/api/v1/follow-ups", async (route) => void (await route.fetch(), await route.abort()), { times: 1 });
		await dialog.getByRole("button", { name: "保存" }).click();
		await dialog.getByRole("alert").first().waitFor();
		// So is a file whose reply is lost.
		await page.route("**/attachments?name=**", async (route) => void (await route.fetch(), await route.abort()), { times: 1 });
		await dialog.getByRole("button", { name: "保存" }).click();
		await files.getByText("2 个文件没有上传成功").waitFor();
		await files.getByText("记录已保存").waitFor();
		const row = (name: string) => files.getByRole("listitem").filter({ hasText: name });
		await row("录音.txt").getByText("上传中断").waitFor();
		await row("空.txt").getByText("文件是空的").waitFor();
		await row("纪要.txt").getByText("已上传").waitFor();
		expect(await dialog.locator("textarea").count()).toBe(0);
		await axe(page);
		await page.screenshot({ path: `screens/chosen-failed-${width}.png` });

		// What is not sent is not left without asking.
		const asked: string[] = [];
		page.once("dialog", (question) => void (asked.push(question.message()), question.dismiss()));
		await page.keyboard.press("Escape");
		await expect.poll(() => asked).toHaveLength(1);
		await files.getByRole("button", { name: "重新上传“录音.txt”" }).click();
		await row("录音.txt").getByText("已上传").waitFor();
		await dialog.getByRole("button", { name: "重新上传", exact: true }).click();
		await files.getByText("1 个文件没有上传成功").waitFor();
		await files.getByRole("button", { name: "移除“空.txt”" }).click();
		await dialog.waitFor({ state: "detached" });

		const { items } = await made(company.admin.api.GET("/follow-ups", { params: { query: { customer_id: customer.id, state: "done" } } }));
		expect(items).toHaveLength(1);
		expect(await filesOf("follow_up_id", items[0]!.id)).toEqual(["录音.txt", "纪要.txt"].toSorted());
	});

test("a plan takes files, is left with its record, and shows them beside the list", async () => {
	const customer = await made(company.admin.api.POST("/customers", { body: { name: "华星电子" } }));
	const page = await company.login(company.admin, "/follow-ups", { locale: "en" });
	await shown(page);
	await page.getByRole("button", { name: "Plan a follow-up" }).click();
	const dialog = page.locator("dialog.app-dialog");
	await dialog.getByRole("combobox", { name: "Customer" }).fill("华星");
	await page.getByRole("option", { name: /华星电子/ }).click();
	await dialog.getByRole("combobox", { name: "Planned for" }).fill("2026-03-04 10:00");
	await page.keyboard.press("Enter");
	await dropFiles(page, dialog, ["agenda.txt"]);
	await dialog.locator("input[type=file]").setInputFiles(textFile("lost.txt", "lost"));
	await page.route("**/attachments?name=lost**", (route) => route.abort());
	await dialog.getByRole("button", { name: "Save" }).click();
	await dialog.getByText("1 file was not sent").waitFor();
	page.once("dialog", (question) => void question.accept());
	await dialog.getByRole("button", { name: "Close" }).last().click();
	await dialog.waitFor({ state: "detached" });

	await page.getByRole("row", { name: /华星电子/ }).locator("td").nth(2).click();
	const panel = page.getByRole("complementary");
	await panel.getByRole("link", { name: "agenda.txt" }).waitFor();
	const { items } = await made(company.admin.api.GET("/follow-ups", { params: { query: { customer_id: customer.id, state: "planned" } } }));
	expect(items).toHaveLength(1);
	expect(await filesOf("follow_up_id", items[0]!.id)).toEqual(["agenda.txt"]);
});

test("a list of files takes them dropped, and one that was cut off again", async () => {
	const customer = await made(company.admin.api.POST("/customers", { body: { name: "蓝海贸易" } }));
	const page = await company.login(company.admin, `/customers/${customer.id}`);
	await shown(page);
	const files = page.locator(".attachments");
	await files.scrollIntoViewIfNeeded();
	await page.route("**/attachments?name=**", (route) => route.abort(), { times: 1 });
	await dropFiles(page, files, ["a.txt", "b.txt"]);
	await files.getByRole("link", { name: "b.txt" }).waitFor();
	await files.getByText("1 个文件没有上传成功").waitFor();
	await axe(page);
	await files.getByRole("button", { name: "重新上传“a.txt”" }).click();
	await files.getByRole("link", { name: "a.txt" }).waitFor();
	expect(await files.getByRole("alert").count()).toBe(0);

	// Beside its place a file does nothing; the page stays.
	await dropFiles(page, page.getByRole("heading", { level: 1 }), ["c.txt"]);
	await files.getByRole("link", { name: "a.txt" }).waitFor();
	expect(new URL(page.url()).pathname).toBe(`/customers/${customer.id}`);
	expect(await files.getByRole("link").count()).toBe(2);
});
