// One Chromium for a whole run; every test gets a context of its own in it.
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const browserOptions = { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags };

declare module "vitest" {
	interface ProvidedContext {
		browser: string;
	}
}

/** vitest's global set-up: gives the address of the browser, and closes it in the end. */
export default async function start(project: TestProject): Promise<() => Promise<void>> {
	const server = await chromium.launchServer(browserOptions);
	project.provide("browser", server.wsEndpoint());
	return () => server.close();
}
