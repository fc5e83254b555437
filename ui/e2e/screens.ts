// Pictures of every page of the router into ui/screens/<view>/<page>.png, with the demo company.
import { mkdirSync } from "node:fs";
import { test } from "vitest";
import { useCompany, type View } from "./company";
import { address, routePaths } from "./routes";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", demo: 200 });
const folder = new URL("../screens/", import.meta.url).pathname;
const views: (View & { name: string })[] = [
	{ name: "zh-CN-1440", locale: "zh-CN", width: 1440 },
	{ name: "zh-CN-1440-dark", locale: "zh-CN", width: 1440, dark: true },
	{ name: "zh-CN-390", locale: "zh-CN", width: 390, height: 844 },
	{ name: "en-1440", locale: "en", width: 1440 },
	{ name: "en-390", locale: "en", width: 390, height: 844 },
];

function fileName(path: string): string {
	return path === "/" ? "my-day" : path.slice(1).replaceAll(/[^\w-]+/g, "-");
}

test.each(views)("$name", async (view) => {
	mkdirSync(`${folder}${view.name}`, { recursive: true });
	const page = await company.open("/login", view);
	await page.screenshot({ path: `${folder}${view.name}/login.png` });
	await company.enter(page, company.admin);
	for (const path of routePaths.filter((p) => p !== "/login")) {
		await page.goto(await address(company, path));
		await shown(page);
		await page.screenshot({ path: `${folder}${view.name}/${fileName(path)}.png`, fullPage: true });
	}
});
