// The tools of the stories themselves: what they must see, they see; the clock moves.
import { expect, test } from "vitest";
import { made } from "./api";
import { useCompany } from "./company";
import { breach } from "./contract";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1" });

test("a page's misdeeds are found", async () => {
	const page = await company.open("/login");
	await page.evaluate(() => {
		console.error("something broke");
		setTimeout(() => {
			throw new Error("nobody caught this");
		});
		const button = document.createElement("button");
		button.setAttribute("onclick", "alert(1)");
		button.click();
		document.body.insertAdjacentHTML("beforeend", '<img src="https://other.example/x.png">');
	});
	await expect.poll(() => page.evaluate(() => document.images.length)).toBe(1);
	await page.waitForTimeout(200);
	const wrong = (await company.closePages("")).join("\n");
	expect(wrong).toContain("console: something broke");
	expect(wrong).toContain("error: nobody caught this");
	expect(wrong).toMatch(/CSP: script-src-attr/);
	expect(wrong).toMatch(/CSP: img-src https:\/\/other\.example/);
});

test.each([
	["a field that nobody promised", "GET", "/setup", 200, "application/json", '{"open":true,"more":1}'],
	["a missing field", "GET", "/setup", 200, "application/json", "{}"],
	["a wrong type", "GET", "/setup", 200, "application/json", '{"open":"yes"}'],
	["an unknown status", "GET", "/setup", 202, "application/json", '{"open":true}'],
	["an unknown path", "GET", "/nowhere", 200, "application/json", "{}"],
	["a problem that is none", "GET", "/setup", 422, "application/problem+json", '{"title":"x"}'],
	["a problem as text", "GET", "/setup", 422, "text/plain", "no"],
])("a reply with %s is found", (_, method, path, status, type, body) => {
	expect(breach(method, path, status, type, body)).not.toBe("");
});

test("a reply as promised is let pass", () => {
	expect(breach("GET", "/setup", 200, "application/json", '{"open":true}')).toBe("");
});

test("what falls due is said when the clock is moved there", async () => {
	const agent = await company.person("agent", ["service_agent"]);
	const department = await made(company.admin.api.POST("/departments", { body: { name: "客服部" } }));
	const customer = await made(company.admin.api.POST("/customers", { body: { name: "东方科技有限公司", department_id: department.id, owner_id: agent.id } }));
	await made(company.admin.api.POST("/tickets", { body: { customer_id: customer.id, title: "登录异常" } }));
	const unread = async () => (await made(agent.api.GET("/notifications/unread"))).unread;
	const before = await unread();
	await company.moveClock("2026-03-05T10:00:00+08:00");
	await expect.poll(unread, { timeout: 5_000 }).toBeGreaterThan(before);
	await company.moveClock("2026-03-02T10:00:00+08:00");
});
