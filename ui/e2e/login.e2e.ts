// The door: logging in, in three languages, by keyboard, on a phone.
import { beforeAll, expect, test } from "vitest";
import { axe } from "./axe";
import { useCompany, type Person } from "./company";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1" });
let agent: Person;

beforeAll(async () => {
	agent = await company.person("agent", ["service_agent"]);
});

test("a wrong password is told, a right one lets in", async () => {
	const page = await company.open("/login");
	await page.fill("input[name=login]", "agent");
	await page.fill("input[name=password]", "not this one");
	await page.keyboard.press("Enter");
	expect(await page.getByRole("alert").textContent()).toContain("密码");
	expect(await page.inputValue("input[name=password]")).toBe("");
	await company.enter(page, agent);
	expect(await page.getByRole("heading", { level: 1 }).textContent()).not.toBe("");
	expect(company.replies).toBeGreaterThan(2);
});

test("the language is the browser's, and can be changed", async () => {
	const page = await company.open("/login", { locale: "zh-TW" });
	await page.getByRole("button", { name: "登入" }).waitFor();
	await page.getByLabel("語言").selectOption("en");
	await page.getByRole("button", { name: "Log in" }).waitFor();
	expect(await page.getAttribute("html", "lang")).toBe("en");
});

test("it needs no mouse", async () => {
	const page = await company.open("/login");
	await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "login");
	await page.keyboard.type("agent");
	await page.keyboard.press("Tab");
	await page.keyboard.type(agent.password);
	await page.keyboard.press("Tab");
	expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BUTTON");
	await page.keyboard.press("Space");
	await page.waitForURL((url) => url.pathname === "/");
});

test.each([390, 1440])("axe finds nothing at %d px, nor does it scroll sideways", async (width) => {
	const page = await company.open("/login", { width });
	await page.getByRole("button", { name: "登录" }).waitFor();
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
	await axe(page);
});

test.each(["https://evil.example/", "//evil.example/", "/\\evil.example/", "/\t/evil.example/", "javascript:alert(1)"])("?next=%s leads nowhere else", async (next) => {
	const page = await company.open(`/login?next=${encodeURIComponent(next)}`);
	await company.enter(page, agent);
	expect(new URL(page.url()).origin).toBe(company.server.url);
});

test("the way leads on to the page that was asked for", async () => {
	const page = await company.open("/no/such/page?a=1");
	await page.getByRole("button", { name: "登录" }).waitFor();
	await company.enter(page, agent);
	expect(new URL(page.url()).pathname).toBe("/no/such/page");
});

test("a session that ended elsewhere leads back to the login", async () => {
	const page = await company.login(agent);
	await page.getByRole("navigation").waitFor();
	await company.admin.api.POST("/users/{id}/password", { params: { path: { id: await idOf("agent") } }, body: { password: agent.password } });
	await page.reload();
	await page.waitForURL((url) => url.pathname === "/login");
});

async function idOf(login: string): Promise<string> {
	const { data } = await company.admin.api.GET("/users", { params: { query: { login } } });
	return data!.items[0]!.id;
}
