// axe-core on a page, in the light and in the dark.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const script = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function run(page: Page): Promise<string[]> {
	await page.evaluate(script);
	const results: AxeResults = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
	return results.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}: ${n.failureSummary ?? ""}`));
}

/** Fails when axe finds anything; the page must follow the system's theme. */
export async function axe(page: Page): Promise<void> {
	for (const colorScheme of ["light", "dark"] as const) {
		await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
		await page.waitForFunction((dark) => document.documentElement.classList.contains("dark") === dark, colorScheme === "dark");
		expect(await run(page), `axe, ${colorScheme}, ${page.url()}`).toEqual([]);
	}
	await page.emulateMedia({ colorScheme: "light" });
}
