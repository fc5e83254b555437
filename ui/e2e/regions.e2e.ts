// 省市区: a customer's place is chosen level by level or by typing, shown in each language, filtered by
// province, city or district.
import { expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-04T10:00:00+08:00", presets: "s1,s0,s4" });

test("a district is chosen, shown and filtered by its province", async () => {
	await made(company.admin.api.POST("/customers", { body: { name: "别处公司", region: "440305" } }));
	const page = await company.login(company.admin, "/customers?new=1");
	await shown(page);
	const form = page.getByRole("dialog", { name: "新建客户" });
	await form.getByLabel("企业名称").fill("西湖公司");
	for (const [level, word] of [["省份", "浙江省"], ["城市", "杭州市"], ["区县", "西湖区"]] as const) {
		await form.getByRole("combobox", { name: `所在地区: ${level}` }).pressSequentially(word);
		await page.getByRole("option", { name: word, exact: true }).click();
	}
	await axe(page);
	await form.getByRole("button", { name: "保存" }).click();
	await form.waitFor({ state: "detached" });
	const { items } = await made(company.admin.api.GET("/customers", { params: { query: { q: "西湖公司" } } }));
	expect(items.map((c) => c.region)).toEqual(["330106"]);

	const rows = page.getByRole("row", { name: /公司/ });
	await page.goto("/customers?region[gte]=330000&region[lt]=340000");
	await shown(page);
	await expect.poll(() => rows.count()).toBe(1);
	await page.getByRole("combobox", { name: "所在地区: 省份" }).click();
	await page.getByRole("option", { name: "广东省", exact: true }).click();
	await expect.poll(() => new URL(page.url()).searchParams.get("region[gte]")).toBe("440000");
	await rows.filter({ hasText: "别处公司" }).waitFor();

	for (const [locale, words] of [["zh-TW", "浙江省 / 杭州市 / 西湖區"], ["en", "Zhejiang / Hangzhou / Xihu"]] as const) {
		const other = await company.login(company.admin, `/customers/${items[0]?.id}`, { locale });
		await other.getByText(words).waitFor();
	}
});
