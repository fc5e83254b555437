// When a page has shown what it was opened for.
import type { Page } from "playwright-core";

/** Waits for the main heading and until nothing is being loaded any more. */
export async function shown(page: Page): Promise<void> {
	await page.getByRole("heading", { level: 1 }).first().waitFor();
	await page.waitForLoadState("load");
	await page.waitForFunction(() => document.querySelector("[aria-busy=true]") === null);
	// A frame for what the last reply changed.
	await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Milliseconds from the start of a navigation until that state first came, seen in the page. */
export async function timeUntilShown(page: Page, path: string): Promise<number> {
	await page.addInitScript(() => {
		const watch = (): void => {
			const there = document.querySelector("h1") !== null && document.querySelector("[aria-busy=true]") === null;
			if (there) document.documentElement.dataset.shown = String(Math.round(performance.now()));
			else requestAnimationFrame(watch);
		};
		requestAnimationFrame(watch);
	});
	await page.goto(path);
	await page.waitForFunction(() => document.documentElement.dataset.shown !== undefined);
	return Number(await page.evaluate(() => document.documentElement.dataset.shown));
}
