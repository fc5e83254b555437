// Whatever a page does that it must not: errors, breaches of the content security policy, asking
// other hosts, replies that are not what the API's document promises.
import type { BrowserContext, Response } from "playwright-core";
import { breach } from "./contract";

async function wrongReply(response: Response, url: URL): Promise<string> {
	const type = (response.headers()["content-type"] ?? "").split(";")[0] ?? "";
	if (type === "text/event-stream") return "";
	const method = response.request().method();
	const name = `${method} ${url.pathname}${url.search}`;
	if (response.status() >= 500) return `${name}: ${response.status()}`;
	let body: string;
	try {
		body = await response.text();
	} catch {
		return ""; // the page left before it had all of it
	}
	const wrong = breach(method, url.pathname.slice("/api/v1".length), response.status(), type, body);
	return wrong && `${name}: ${wrong}`;
}

export class Watch {
	readonly #found: string[] = [];
	readonly #pending: Promise<void>[] = [];
	/** Replies of the API that were held against its document. */
	replies = 0;

	static async of(context: BrowserContext, origin: string): Promise<Watch> {
		const watch = new Watch();
		await context.addInitScript(() => {
			document.addEventListener("securitypolicyviolation", (e) => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
		});
		context.on("console", (message) => {
			// A refusal is an answer; the browser's own line about it says no more.
			if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) watch.#found.push(`console: ${message.text()}`);
			if (message.type() === "warning" && message.text().includes("[Vue")) watch.#found.push(`console: ${message.text()}`);
		});
		context.on("weberror", (e) => void watch.#found.push(`error: ${e.error().message}`));
		context.on("request", (request) => {
			const url = new URL(request.url());
			if (url.protocol.startsWith("http") && url.origin !== origin) watch.#found.push(`asks another host: ${request.url()}`);
		});
		context.on("response", (response) => watch.#heard(response, origin));
		return watch;
	}

	#heard(response: Response, origin: string): void {
		const url = new URL(response.url());
		if (url.origin !== origin || !url.pathname.startsWith("/api/v1/")) return;
		const held = wrongReply(response, url).then((wrong) => {
			this.replies += 1;
			if (wrong) this.#found.push(wrong);
		});
		this.#pending.push(held);
	}

	/** All that was wrong, when nothing is on its way any more. */
	async wrong(): Promise<string[]> {
		await Promise.all(this.#pending);
		return this.#found;
	}
}
