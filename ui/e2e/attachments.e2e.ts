// Files on a ticket and a customer: added by button, dropped and pasted, downloaded, removed.
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1,s0,s4" });
const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

for (const width of [1440, 390])
	test(`files are added, downloaded and removed at ${width} px`, async () => {
		const customer = await made(company.admin.api.POST("/customers", { body: { name: `东方科技${width}` } }));
		const ticket = await made(company.admin.api.POST("/tickets", { body: { customer_id: customer.id, title: "登录异常", type: "technical" } }));
		const page = await company.login(company.admin, `/tickets/${ticket.id}`, { width });
		await shown(page);
		const files = page.locator(".attachments");
		await files.getByText("还没有附件").waitFor();
		await files.locator("input[type=file]").setInputFiles({ name: "合同 2026.txt", mimeType: "text/plain", buffer: Buffer.from("付款条款") });
		await files.getByRole("link", { name: "合同 2026.txt" }).waitFor();
		await axe(page);

		await files.evaluate((section, data) => {
			const transfer = new DataTransfer();
			transfer.items.add(new File([new Uint8Array(data)], "image.png", { type: "image/png" }));
			section.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true }));
		}, [...png]);
		await files.getByRole("link", { name: "image.png" }).waitFor();

		const [download] = await Promise.all([page.waitForEvent("download"), files.getByRole("link", { name: "合同 2026.txt" }).click()]);
		expect(download.suggestedFilename()).toBe("合同 2026.txt");
		expect(await text(await download.createReadStream())).toBe("付款条款");

		await files.getByRole("button", { name: "删除附件“合同 2026.txt”" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "删除", exact: true }).click();
		await expect.poll(() => files.getByRole("link").count()).toBe(1);

		const composer = page.locator(".composer");
		await composer.locator("input[type=file]").setInputFiles({ name: "报价.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 quote") });
		await composer.getByText("报价.pdf").waitFor();
		await composer.locator("textarea").fill("请看报价");
		await composer.getByRole("button", { name: "发送" }).click();
		await page.locator(".talk li.ours").getByRole("link", { name: "报价.pdf" }).waitFor();
		await axe(page);
		await page.screenshot({ path: `screens/attachments-${width}.png`, fullPage: true });
	});
