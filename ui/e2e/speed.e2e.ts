// The first page on a slow machine behind a slow line: a quarter of this CPU, 10 Mbit/s.
import { cpus, loadavg } from "node:os";
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { useCompany } from "./company";
import { timeUntilShown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", demo: 200 });

async function slowPage(session: string): Promise<Page> {
	const page = await company.open("about:blank", { session });
	const devtools = await page.context().newCDPSession(page);
	await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
	await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 });
	return page;
}

/** Measures on a page of its own, which is gone afterwards: a slowed one slows its neighbours. */
async function measure(session: string, what: (page: Page) => Promise<number>): Promise<number> {
	const page = await slowPage(session);
	const ms = await what(page);
	await page.context().close();
	return ms;
}

async function emptyPage(page: Page): Promise<number> {
	const start = performance.now();
	await page.goto("/healthz");
	return Math.round(performance.now() - start);
}

test("my-day is shown within 1.5 s, with nothing in the cache", { timeout: 180_000 }, async () => {
	const session = await company.session(company.admin);
	const empty: number[] = [];
	const times: number[] = [];
	for (let i = 0; i < 5; i++) {
		empty.push(await measure(session, emptyPage));
		times.push(await measure(session, (page) => timeUntilShown(page, "/")));
	}
	// Where others wait for the processors, everything takes longer by as much.
	const busy = Math.max(1, loadavg()[0]! / cpus().length);
	process.stdout.write(`my-day shown in ${times.join(", ")} ms; an empty page in ${empty.join(", ")} ms; load ${busy.toFixed(1)}\n`);
	expect(Math.min(...times)).toBeLessThan(1_500 * busy);
});
