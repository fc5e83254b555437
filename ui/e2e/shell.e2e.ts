// The frame around all pages: paths, skip link, palette, help, themes, focus.
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { axe } from "./axe";
import { useCompany } from "./company";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1" });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("class") ?? document.activeElement?.tagName ?? "");

async function start(path = "/"): Promise<Page> {
	const page = await company.login(company.admin, path);
	await page.getByRole("navigation").waitFor();
	return page;
}

test("an unknown path says so and leads home", async () => {
	const page = await start("/no/such/page");
	await page.getByText("找不到这个页面").waitFor();
	await page.getByRole("link", { name: "回到今天" }).click();
	await page.waitForURL((url) => url.pathname === "/");
});

test("the first Tab offers to skip the menu", async () => {
	const page = await start();
	await page.keyboard.press("Tab");
	expect(await focused(page)).toBe("skip");
	await page.keyboard.press("Enter");
	expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
});

test("Ctrl-K goes to a page by its name, without a mouse", async () => {
	const page = await start("/no/such/page");
	await page.keyboard.press("Control+k");
	await page.getByRole("combobox").waitFor();
	await page.keyboard.type("今天");
	await page.getByRole("option").first().waitFor();
	await page.keyboard.press("Enter");
	await page.waitForURL((url) => url.pathname === "/");
	expect(await page.getByRole("dialog").count()).toBe(0);
});

test("the palette finds a customer by pinyin initials", async () => {
	await company.admin.api.POST("/customers", { body: { name: "东方科技有限公司" } });
	const page = await start();
	await page.keyboard.press("Control+k");
	await page.getByRole("combobox").pressSequentially("dfkj");
	await page.getByRole("option", { name: /东方科技有限公司/ }).waitFor();
});

test("? shows the keys; while typing it is a character", async () => {
	const page = await start();
	await page.keyboard.press("Shift+?");
	const help = page.getByRole("dialog", { name: "快捷键" });
	await help.waitFor();
	expect(await help.getByText("Ctrl").count()).toBeGreaterThan(0);
	await page.keyboard.press("Escape");
	await help.waitFor({ state: "detached" });
	await page.keyboard.press("Control+k");
	await page.getByRole("combobox").fill("");
	await page.keyboard.press("Shift+?");
	expect(await page.getByRole("combobox").inputValue()).toBe("?");
	expect(await page.getByRole("dialog").count()).toBe(1);
});

test.each([
	["palette", "Control+k"],
	["help", "Shift+?"],
])("axe finds nothing in the %s", async (_, keys) => {
	const page = await start();
	await page.keyboard.press(keys);
	await page.getByRole("dialog").waitFor();
	await axe(page);
});

test("Enter that ends a composition chooses nothing", async () => {
	const page = await start("/no/such/page");
	await page.keyboard.press("Control+k");
	await page.getByRole("combobox").waitFor();
	const input = await page.context().newCDPSession(page);
	await input.send("Input.imeSetComposition", { text: "jin", selectionStart: 3, selectionEnd: 3 });
	await input.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13 });
	await input.send("Input.insertText", { text: "今天" });
	await page.getByRole("option").first().waitFor();
	expect(await page.getByRole("combobox").inputValue()).toBe("今天");
	expect(new URL(page.url()).pathname).toBe("/no/such/page");
	await page.keyboard.press("Enter");
	await page.waitForURL((url) => url.pathname === "/");
});

test("a dialog keeps the focus and gives it back", async () => {
	const page = await start();
	await page.locator(".top-search").focus();
	await page.keyboard.press("Enter");
	await page.getByRole("dialog").waitFor();
	for (let i = 0; i < 8; i++) {
		await page.keyboard.press("Tab");
		expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest("dialog") !== null)).toBe(true);
	}
	await page.keyboard.press("Escape");
	await page.getByRole("dialog").waitFor({ state: "detached" });
	expect(await focused(page)).toContain("top-search");
});

test("the keyboard goes through the frame in reading order", async () => {
	const page = await start();
	const seen: string[] = [];
	for (let i = 0; i < 25; i++) {
		await page.keyboard.press("Tab");
		seen.push(await page.evaluate(() => (document.activeElement?.closest(".menu") ? "menu" : document.activeElement?.closest(".top-bar") ? "top" : document.activeElement?.closest("#content") ? "content" : "other")));
	}
	const order = ["menu", "top", "content"].map((part) => seen.indexOf(part)).filter((at) => at >= 0);
	expect(order).toEqual([...order].sort((a, b) => a - b));
	expect(seen).toContain("menu");
	expect(seen).toContain("top");
});

test("the dark theme is kept by the server, not by the browser", async () => {
	const page = await start();
	await page.getByRole("button", { name: "我的账号" }).click();
	await page.getByRole("menuitem", { name: "深色" }).click();
	await page.waitForFunction(() => document.documentElement.classList.contains("dark"));
	await page.waitForLoadState("networkidle");
	expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
	const elsewhere = await start();
	await elsewhere.waitForFunction(() => document.documentElement.classList.contains("dark"));
});

test("the policy for content lets nothing in from elsewhere, and the page needs nothing", async () => {
	const reply = await fetch(company.server.url);
	const policy = reply.headers.get("content-security-policy") ?? "";
	expect(policy).toContain("default-src 'none'");
	expect(policy).toContain("script-src 'self'");
	expect(policy).not.toMatch(/unsafe|\*|data:|blob:|http/);
	const html = await reply.text();
	expect(html).not.toMatch(/<style|\son\w+=|\sstyle=|<script(?![^>]*\ssrc="\/)/);
});
