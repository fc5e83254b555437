// What holds for every page of the router, whatever it shows.
import { expect, test } from "vitest";
import { axe } from "./axe";
import { useCompany } from "./company";
import { collectData, isExplained, textsOf } from "./pseudo";
import { address, routePaths } from "./routes";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", demo: 40 });
const inside = routePaths.filter((path) => !["/login", "/first-steps"].includes(path));

test.each(inside)("%s: a title, one main heading, nothing sideways, axe finds nothing", async (path) => {
	const at = await address(company, path);
	const page = await company.login(company.admin, at);
	await shown(page);
	expect(await page.title()).toMatch(/ · /);
	expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
	await axe(page);
	await page.setViewportSize({ width: 390, height: 844 });
	await shown(page);
	expect(await page.evaluate(() => document.documentElement.scrollWidth), "scrolls sideways at 390 px").toBeLessThanOrEqual(390);
	await axe(page);
});

test.each(inside)("%s: no text without a key", async (path) => {
	const at = await address(company, path);
	const page = await company.login(company.admin, "/");
	const data = collectData(page);
	await page.goto(`${at}?pseudo`);
	await shown(page);
	const texts = await textsOf(page);
	expect(texts.filter((text) => text.includes("⟦")).length).toBeGreaterThan(5);
	expect(texts.filter((text) => !isExplained(text, data))).toEqual([]);
});

test("the login has no text without a key", async () => {
	const page = await company.open("/login?pseudo");
	await shown(page);
	expect((await textsOf(page)).filter((text) => !isExplained(text, new Set()))).toEqual([]);
});

test.each([
	["保存", false],
	["⟦保存⟧", true],
	["⟦共 ⟦3 条⟧⟧", true],
	["⟦负责人⟧：王芳", true],
	["负责人：王芳", false],
	["2026年3月2日 10:05", true],
	["12 %", true],
])("a text like %j is told apart", (text, explained) => {
	expect(isExplained(text, new Set(["王芳"]))).toBe(explained);
});
