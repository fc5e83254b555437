// What was done, seen and asked for: the trail, its check, and a contact asked for with a reason.
import { expect, test } from "vitest";
import { made } from "./api";
import { useCompany } from "./company";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1" });

async function colleagues() {
	const department = await made(company.admin.api.POST("/departments", { body: { name: "客服部" } }));
	const owner = await company.person("owner", ["service_agent"], { department_id: department.id });
	const mate = await company.person("mate", ["service_agent"], { department_id: department.id });
	const customer = await made(company.admin.api.POST("/customers", { body: { name: "东方科技有限公司", owner_id: owner.id, department_id: department.id } }));
	await made(company.admin.api.POST("/customers/{customer_id}/contacts", { params: { path: { customer_id: customer.id } }, body: { name: "李女士", phone: "13655554444" } }));
	return { owner, mate, customer };
}

test("a colleague asks for a number with a reason, and the owner sees who did", async () => {
	const { owner, mate, customer } = await colleagues();
	const page = await company.login(mate, `/customers/${customer.id}`);
	await page.getByText("136****4444").waitFor();
	await page.getByRole("button", { name: "查看完整信息" }).click();
	const dialog = page.getByRole("dialog", { name: "查看“李女士”的完整信息" });
	await dialog.getByLabel("理由").fill("代班回电");
	await dialog.getByRole("button", { name: "查看完整信息" }).click();
	await page.getByRole("link", { name: "13655554444" }).waitFor();
	await page.reload();
	await page.getByText("136****4444").waitFor();
	await page.close();

	const other = await company.login(owner, `/customers/${customer.id}`);
	await other.getByRole("button", { name: "谁看过" }).click();
	await other.getByRole("dialog", { name: "谁看过" }).getByText("理由：代班回电").waitFor();
});

test("the trail is filtered, says what was done, and is whole", async () => {
	const page = await company.login(company.admin, "/audit?action=reveal");
	await page.getByText("理由: 代班回电").waitFor();
	expect(await page.getByRole("listitem").filter({ hasText: "说明理由后查看" }).count()).toBe(1);
	await page.getByRole("button", { name: "检查完整性" }).click();
	await page.getByText(/^完整：\d+ 行未被改动、删除或插入。$/).waitFor();
});
