// A standard is put in force only after its effect on history has been seen (A7).
import { expect, test } from "vitest";
import { made } from "./api";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", demo: 40 });

test("a draft is replayed, then published", async () => {
	const draft = await made(company.admin.api.POST("/policies/from-presets", { body: { name: "更严的标准", presets: "s3,s4" } }));
	const page = await company.login(company.admin, `/standards/${draft.id}`);
	await shown(page);
	const publish = page.getByRole("button", { name: "发布", exact: true });
	expect(await publish.isDisabled()).toBe(true);
	await page.getByRole("button", { name: "回放历史" }).click();
	await page.getByRole("button", { name: "开始回放" }).click();
	await page.getByRole("img", { name: "每月超时率" }).waitFor();
	const solution = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "解决", exact: true }) });
	// S3 sets no limit for solutions: nothing is due under it.
	expect((await solution.getByRole("cell").allTextContents()).slice(4, 6)).toEqual(["0", "–"]);
	await page.getByText("月份", { exact: true }).click();
	await page.getByRole("rowheader", { name: "2026-02" }).waitFor();
	// A ticket's deadline that S3 does not know: explained on the old side, none on the new one.
	const gone = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "工单 · 解决", exact: true }) }).first();
	await gone.getByRole("button", { name: "对比说明" }).click();
	const both = page.getByRole("dialog", { name: "解决" });
	await both.getByRole("heading", { name: "原标准" }).waitFor();
	await both.getByText("该标准对此不设时限。").waitFor();
	await both.getByRole("table").first().waitFor();
	await page.keyboard.press("Escape");
	for (const [button, end] of [["导出 CSV", "csv"], ["导出 Excel", "xlsx"]] as const) {
		const file = page.waitForEvent("download");
		await page.getByRole("button", { name: button }).click();
		expect((await file).suggestedFilename()).toBe(`回放历史 更严的标准.${end}`);
	}
	// S0's table: the limit is computed on both sides, satisfaction is a fact of one span of time...
	const vip = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "响应时间（标准）：VIP客户" }) });
	expect(await vip.getByRole("cell").nth(1).textContent()).toBe("24小时");
	const content = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "客户满意度" }) });
	expect((await content.getByRole("cell").allTextContents()).slice(1)).toEqual(["–", "事实，回放不改变它"]);
	// ...until another one stands beside it.
	for (const [label, day] of [["开始日期（含）", "2026-02-01"], ["实施前结束（不含）", "2026-02-01"]] as const) {
		await page.getByLabel(label).fill(day);
		await page.keyboard.press("Enter");
	}
	await page.getByRole("button", { name: "开始回放" }).click();
	await page.getByRole("cell", { name: "截至 2026-01-31" }).waitFor();
	expect(await content.getByRole("cell").nth(1).textContent()).toMatch(/%$/);
	await page.getByRole("button", { name: "返回标准" }).click();
	await publish.click();
	await page.getByRole("textbox", { name: "原因", exact: true }).fill("试行一季度");
	await page.getByRole("dialog").getByRole("button", { name: "发布", exact: true }).click();
	await page.getByText("生效中").waitFor();
});

test("a calendar is tried before it is applied: what moves, and why", { timeout: 180_000 }, async () => {
	const weekly = Object.fromEntries(["mon", "tue", "wed", "thu"].map((day) => [day, [["13:00", "18:00"]]]));
	const draft = await made(company.admin.api.POST("/calendars", { body: { code: "cn", name: "周五休息", document: { time_zone: "Asia/Shanghai", preset: "CN", weekly } } }));
	const page = await company.login(company.admin, `/calendars/${draft.id}`);
	await shown(page);
	await page.getByRole("button", { name: "预览影响" }).click();
	await page.getByText("以日历“周五休息”代替现行日历。").waitFor();
	await page.getByText("未到期时限将变动").waitFor();
	const first = page.getByRole("row").filter({ has: page.getByRole("button", { name: "对比说明" }) }).first();
	const due = (await first.getByRole("cell").allTextContents()).slice(1, 3).map((text) => text.match(/\d+月\d+日.*\d\d:\d\d$/)?.[0]);
	expect(due[0]).not.toBe(due[1]);
	await first.getByRole("button", { name: "对比说明" }).click();
	const both = page.getByRole("dialog");
	await both.getByRole("heading", { name: "原标准" }).waitFor();
	await expect.poll(() => both.getByRole("table").count()).toBe(2);
	const sides = await both.locator("section").allTextContents();
	for (const [i, text] of due.entries()) if (text) expect(sides[i]).toContain(text);
	expect((await made(company.admin.api.GET("/calendars/{id}", { params: { path: { id: draft.id } } }))).state).toBe("draft");
});
