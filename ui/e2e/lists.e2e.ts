// What people of Chinese offices expect of a list: filters that reset and unfold, columns chosen
// and frozen, density, 共 N 条 · 每页 · 跳至, spans of days from Monday, pinyin in every picker.
import { expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-04T10:00:00+08:00", presets: "s1,s0,s4" });

test("a list of customers is filtered, arranged and paged as one knows it", async () => {
	const wang = await company.person("wang", ["sales"], { name: "王芳" });
	for (let n = 1; n <= 85; n += 1) await made(company.admin.api.POST("/customers", { body: { name: `客户${String(n).padStart(3, "0")}`, ...(n % 17 === 0 ? { owner_id: wang.id } : {}) } }));
	const page = await company.login(company.admin, "/customers?sort=name&limit=20");
	await shown(page);
	const rows = page.locator("tbody tr");
	await expect.poll(() => rows.count()).toBe(20);
	await page.getByText("共 85 条").waitFor();

	// A page by its number, and more of them at once.
	await page.locator(".pager-jump input").fill("5");
	await page.keyboard.press("Enter");
	await expect.poll(() => rows.count()).toBe(5);
	await page.locator(".pager select").selectOption("100");
	await expect.poll(() => rows.count()).toBe(85);

	// A colleague by initials; reset puts everything back.
	await page.getByRole("combobox", { name: "负责人" }).click();
	await page.getByRole("combobox", { name: "负责人" }).pressSequentially("wf");
	await page.getByRole("option", { name: "王芳" }).click();
	await expect.poll(() => rows.count()).toBe(5);
	await page.getByRole("button", { name: "重置" }).click();
	await page.getByText("共 85 条").waitFor();
	await page.getByRole("button", { name: "展开" }).click();
	await page.getByRole("button", { name: "收起" }).waitFor();

	// Columns: one less, one frozen, kept over a reload; rows wider.
	await page.getByRole("button", { name: "列设置" }).click();
	const columns = page.locator(".column-settings");
	await columns.getByText("行业类型", { exact: true }).click();
	await columns.locator("li", { hasText: "客户编号" }).getByRole("button", { name: "冻结" }).click();
	await page.getByRole("button", { name: /密度/ }).click();
	await axe(page);
	await page.reload();
	await shown(page);
	expect(await page.locator("thead th", { hasText: "行业类型" }).count()).toBe(0);
	expect(await page.locator("thead th.frozen", { hasText: "客户编号" }).count()).toBe(1);
	expect(await page.locator(".table-box.relaxed").count()).toBe(1);

	// What is ticked has a bar of its own, until it is ticked no more.
	await rows.first().getByRole("checkbox").check();
	await page.getByText("已选 1 项").first().waitFor();
	await page.getByRole("button", { name: "取消选择" }).click();
	expect(await page.locator(".batch-bar").count()).toBe(0);
});

test("a span of days is chosen by its name, weeks begin on Monday", async () => {
	const page = await company.login(company.admin, "/follow-ups");
	await shown(page);
	await page.getByRole("button", { name: "展开" }).click();
	await page.locator(".filter-days").first().locator("input").first().click();
	const panel = page.locator(".el-picker-panel:visible");
	expect(await panel.locator("th").first().textContent()).toBe("一");
	for (const name of ["今天", "本月", "近 30 天"]) await panel.getByRole("button", { name, exact: true }).waitFor();
	await panel.getByRole("button", { name: "本周", exact: true }).click();
	await expect.poll(() => new URL(page.url()).searchParams.get("planned_at[gte]")).toBe("2026-03-01T16:00:00Z");
	expect(new URL(page.url()).searchParams.get("planned_at[lt]")).toBe("2026-03-08T16:00:00Z");
});

test("who asks for days sees the rows in their order, unless another is chosen", async () => {
	const customer = await made(company.admin.api.POST("/customers", { body: { name: "回访客户" } }));
	await made(company.admin.api.POST("/follow-ups", { body: { customer_id: customer.id, state: "done", content: "已电话联系", channel: "phone" } }));
	const page = await company.login(company.admin, "/follow-ups?done_at[gte]=2026-03-01T16:00:00Z");
	await shown(page);
	const sorted = page.locator("thead th[aria-sort]");
	await expect.poll(() => sorted.getAttribute("aria-sort")).toBe("descending");
	expect(await sorted.textContent()).toContain("完成时间");
	await sorted.getByRole("button").click();
	await expect.poll(() => new URL(page.url()).searchParams.get("sort")).toBe("done_at");
	await expect.poll(() => sorted.getAttribute("aria-sort")).toBe("ascending");
});
