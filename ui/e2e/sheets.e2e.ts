// The documents' sheets on the screen, on paper and as PDF, cell for cell (D1, D3).
import { execFileSync } from "node:child_process";
import { buffer } from "node:stream/consumers";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1" });
const d1 = ["客户编号", "企业名称", "行业类型", "联系人", "职务", "联系方式", "合作起始时间", "客户标签", "历史合作记录(金额/产品)", "最后互动时间"];
const d1Row = ["C2024001", "A科技有限公司", "IT互联网", "张三", "采购经理", "13812345678", "2024-01-15", "-", "年度合作50万元(云服务)", "-"];
const d3Row = ["云服务平台无法登录", "技术", "2026-03-02 10:00", "-", "管理员", "处理中", "-", "-", "-"];

beforeAll(async () => {
	const { api } = company.admin;
	const customer = await made(api.POST("/customers", { body: { number: "C2024001", name: "A科技有限公司", industry: "IT互联网", tier: "vip", cooperation_since: "2024-01-15" } }));
	const path = { customer_id: customer.id };
	await made(api.POST("/customers/{customer_id}/contacts", { params: { path }, body: { name: "张三", title: "采购经理", phone: "13812345678" } }));
	await made(api.POST("/customers/{customer_id}/orders", { params: { path }, body: { number: "年度合作", product: "云服务", amount: 50_000_000, currency: "CNY", ordered_on: "2024-03-01" } }));
	await made(api.POST("/tickets", { body: { customer_id: customer.id, title: "云服务平台无法登录", type: "technical", owner_id: (await made(api.GET("/session"))).user.id } }));
	for (let i = 0; i < 60; i++) await made(api.POST("/customers", { body: { number: `P${String(i).padStart(3, "0")}`, name: `<b>印刷公司${i}</b>` } }));
});

/** Without white space: where lines break is the page's business. */
function textOf(pdf: Buffer): string[] {
	const pages = execFileSync("pdftotext", ["-raw", "-enc", "UTF-8", "-", "-"], { input: pdf }).toString().split("\f");
	return pages.slice(0, -1).map((page) => page.replaceAll(/\s+/g, ""));
}

async function show(page: Page): Promise<void> {
	await page.getByRole("textbox", { name: "导出原因" }).fill("月度复盘");
	await page.getByRole("button", { name: "显示", exact: true }).click();
	await page.getByRole("table").waitFor();
}

const cells = (page: Page, row: number): Promise<string[]> => page.getByRole("row").nth(row).locator("th, td").allTextContents();

test("D1 is seen, filtered, printed with its titles on each page, and taken as PDF (D1)", async () => {
	const page = await company.login(company.admin, "/sheets");
	await shown(page);
	await page.getByText("还没有显示表单").waitFor();
	expect(await page.getByRole("button", { name: "打印", exact: true }).isDisabled()).toBe(true);
	await show(page);
	expect(await cells(page, 0)).toEqual(d1);
	expect(await cells(page, 1)).toEqual(d1Row);
	expect(await cells(page, 2)).toContain("<b>印刷公司0</b>");
	await axe(page);

	await page.emulateMedia({ media: "print" });
	for (const what of ["nav", ".top-bar", "form", "h1"]) expect(await page.locator(what).first().isVisible(), what).toBe(false);
	const paper = textOf(await page.pdf({ preferCSSPageSize: true }));
	expect(paper.length).toBeGreaterThan(1);
	for (const sheet of paper) expect(sheet).toContain(d1.join(""));
	expect(paper.join("")).toContain(d1Row.join(""));
	expect(paper.join("")).not.toContain("还没有");
	await page.emulateMedia({ media: "screen" });

	const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "PDF" }).click()]);
	expect(file.suggestedFilename()).toBe("客户基础信息与标签表.pdf");
	const pages = textOf(await buffer(await file.createReadStream()));
	expect(pages[0]).toContain(`第1页/共${pages.length}页${d1.join("")}${d1Row.join("")}`);
	expect(pages[0]).toContain("管理员于2026-03-0210:00导出");

	// Other filters are another sheet: nothing old is left to be printed.
	await page.goto("/sheets?tier[in]=vip");
	await show(page);
	expect(await page.getByRole("row").count()).toBe(2);
	await page.getByRole("button", { name: "重置" }).click();
	await page.getByText("还没有显示表单").waitFor();
});

test("D3 is seen in its order, also on a narrow screen (D3)", async () => {
	const page = await company.login(company.admin, "/sheets", { width: 390, height: 844, dark: true });
	await shown(page);
	await page.getByText("客户问题处理跟踪表").click();
	await show(page);
	expect((await cells(page, 0)).slice(0, 3)).toEqual(["问题编号", "客户名称", "问题描述"]);
	const row = await cells(page, 1);
	expect(row[0]).toMatch(/^WX20260302\d{3}$/);
	expect(row.slice(1)).toEqual(["A科技有限公司", ...d3Row]);
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
	await axe(page);
	await page.goto("/sheets?sheet=sheet_ticket&type[in]=product");
	await page.getByRole("textbox", { name: "导出原因" }).fill("月度复盘");
	await page.getByRole("button", { name: "显示", exact: true }).click();
	await page.getByText("换一换筛选条件再试。").waitFor();
});

test("who may not export is told so, and who has taken enough, too (Z1)", async () => {
	const agent = await company.person("agent", ["service_agent"]);
	const theirs = await company.login(agent, "/sheets");
	await theirs.getByText("您没有查看的权限").first().waitFor();
	expect(await theirs.getByRole("link", { name: "表单" }).count()).toBe(0);
	const settings = await made(company.admin.api.GET("/company"));
	await made(company.admin.api.PATCH("/company", { params: { header: { "If-Match": `"${settings.version}"` } }, body: { exports_per_day: 1 } }));
	const manager = await company.person("manager", ["service_manager"]);
	const page = await company.login(manager, "/sheets");
	await show(page);
	await page.getByRole("button", { name: "PDF" }).click();
	await page.getByText("24 小时内最多导出 1 次", { exact: false }).waitFor();
});
