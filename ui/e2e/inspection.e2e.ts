// The manager looks at what was recorded and reminds people; they are told at once (N2).
import { expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1,s0,s4" });

test("records are looked at, one is sent back with a word, and taken back", async () => {
	const wang = await company.person("wang", ["sales"], { name: "王芳" });
	const zhou = await company.person("zhou", ["service_manager"], { name: "周远" });
	for (const name of ["长城", "黄山", "泰山"]) {
		const customer = await made(company.admin.api.POST("/customers", { body: { name, owner_id: wang.id } }));
		await made(wang.api.POST("/follow-ups", { body: { customer_id: customer.id, state: "done", content: "已电话联系", channel: "phone" } }));
	}
	const hers = await company.login(wang, "/notifications");
	await shown(hers);
	const page = await company.login(zhou, "/follow-ups");
	await shown(page);
	await page.getByRole("button", { name: /待检查/ }).click();
	await expect.poll(() => page.locator("tbody tr").count()).toBe(3);
	await axe(page);

	await page.locator("tr", { hasText: "黄山" }).getByRole("button", { name: "督促" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("button", { name: "请补充跟进内容和客户反馈" }).click();
	await axe(page);
	await dialog.getByRole("button", { name: "督促", exact: true }).click();
	await dialog.waitFor({ state: "detached" });
	await hers.getByText("周远：请补充跟进内容和客户反馈").waitFor();
	await expect.poll(() => page.locator("tbody tr").count()).toBe(2);

	await page.locator("thead input[type=checkbox]").check();
	await page.locator(".batch-bar").getByRole("button", { name: "标为已检查" }).click();
	await expect.poll(() => page.locator("tbody tr").count()).toBe(0);
	await page.getByRole("button", { name: "撤销" }).click();
	await expect.poll(() => page.locator("tbody tr").count()).toBe(2);

	await page.goto("/nudges");
	await page.locator("tr", { hasText: "请补充跟进内容和客户反馈" }).getByText("王芳").waitFor();
	await axe(page);
});
