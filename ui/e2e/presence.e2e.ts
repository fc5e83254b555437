// Two people at one record see each other, and who is changing it; nobody else does (Z1).
import { expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1,s0,s4" });

test("two people at a customer and at a ticket know of each other", async () => {
	const wang = await company.person("wang", ["service_manager"], { name: "王芳" });
	const zhou = await company.person("zhou", ["service_manager"], { name: "周远" });
	const customer = await made(company.admin.api.POST("/customers", { body: { name: "东方科技有限公司" } }));
	const ticket = await made(company.admin.api.POST("/tickets", { body: { customer_id: customer.id, title: "登录异常", type: "technical" } }));

	const hers = await company.login(wang, `/customers/${customer.id}`);
	await shown(hers);
	const his = await company.login(zhou, `/customers/${customer.id}`);
	await his.getByText("王芳 正在查看").waitFor();
	await hers.getByText("周远 正在查看").waitFor();
	await axe(hers);
	await his.getByRole("button", { name: "编辑", exact: true }).first().click();
	await hers.getByText("周远 正在编辑").waitFor();
	await axe(hers);
	await his.keyboard.press("Escape");
	await hers.getByText("周远 正在查看").waitFor();

	await his.goto(`/tickets/${ticket.id}`);
	await shown(his);
	await expect.poll(() => hers.locator(".others-here").textContent()).toBe("");
	await hers.goto(`/tickets/${ticket.id}`);
	await his.getByText("王芳 正在查看").waitFor();
	await hers.locator(".composer textarea").fill("正在查看日志");
	await his.getByText("王芳 正在编辑").waitFor();
});
