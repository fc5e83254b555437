// A company to tell stories about: the real program, people, and pages in a real browser.
//
//	const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1" });
//
//	test("an agent answers a ticket", async () => {
//		const agent = await company.person("agent", ["service_agent"]);
//		const page = await company.login(agent);
//		...
//	});
import { mkdirSync } from "node:fs";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { apiOf, made, sessionOf, tokenOf, type Api, type Role, type Schemas } from "./api";
import { Server, type ServerOptions } from "./server";
import { Watch } from "./watch";

export type Person = { login: string; password: string; api: Api; headers: Record<string, string> };
export type View = {
	width?: number;
	height?: number;
	locale?: string;
	dark?: boolean;
	/** The cookie of somebody's session; see Company.session. */
	session?: string;
};

const password = "correct horse battery";
const screens = new URL("../screens/failed/", import.meta.url).pathname;

export class Company {
	#server: Server | undefined;
	/** The first administrator; of the demo company its own login. */
	admin!: Person;
	#browser: Browser | undefined;
	readonly #sessions = new Map<string, string>();
	#visits: { context: BrowserContext; watch: Watch }[] = [];

	constructor(readonly options: ServerOptions) {}

	get server(): Server {
		if (!this.#server) throw new Error("the program does not run");
		return this.#server;
	}

	async begin(): Promise<void> {
		this.#browser = await chromium.connect(inject("browser"));
		this.#server = await Server.start(this.options);
		if (this.options.presets === "") return;
		if (this.options.demo === undefined) await this.#firstAdmin();
		else this.admin = await this.#known(this.server.demo.login, this.server.demo.password);
	}

	async end(): Promise<void> {
		await this.#server?.stop();
		await this.#browser?.close();
	}

	/** A new user with these roles. */
	async person(login: string, roles: Role[], more: Partial<Schemas["user_new"]> = {}): Promise<Person & { id: string }> {
		const user = await made(this.admin.api.POST("/users", { body: { login, name: login, roles, ...more } }));
		await made(this.admin.api.POST("/users/{id}/password", { params: { path: { id: user.id } }, body: { password } }));
		return { ...(await this.#known(login, password)), id: user.id };
	}

	/** A page in a context of its own: nothing is shared with another one. */
	async open(path: string, { width = 1440, height = 900, locale = "zh-CN", dark = false, session = "" }: View = {}): Promise<Page> {
		const context = await this.#browser!.newContext({
			baseURL: this.server.url,
			viewport: { width, height },
			locale,
			timezoneId: "Asia/Shanghai",
			reducedMotion: "reduce",
			colorScheme: dark ? "dark" : "light",
			hasTouch: width < 760,
		});
		context.setDefaultTimeout(20_000);
		const [name = "", value = ""] = session.split("=");
		if (session) await context.addCookies([{ name, value, url: this.server.url, httpOnly: true, sameSite: "Lax" }]);
		this.#visits.push({ context, watch: await Watch.of(context, this.server.url) });
		const page = await context.newPage();
		await page.goto(path);
		return page;
	}

	/** A page that somebody has opened who is logged in. */
	async login(who: Person, path = "/", view: View = {}): Promise<Page> {
		return this.open(path, { ...view, session: await this.session(who) });
	}

	/** The session of a person, the same one as long as the server knows it. */
	async session(who: Person): Promise<string> {
		const url = this.server.url;
		const known = this.#sessions.get(who.login);
		if (known && (await apiOf(url, { Cookie: known }).GET("/session")).response.ok) return known;
		const cookie = await sessionOf(url, who.login, who.password);
		this.#sessions.set(who.login, cookie);
		return cookie;
	}

	/** Logs in by hand, on a page that shows the login. */
	async enter(page: Page, who: Person): Promise<void> {
		await page.fill("input[name=login]", who.login);
		await page.fill("input[name=password]", who.password);
		await page.keyboard.press("Enter");
		await page.waitForURL((url) => url.pathname !== "/login");
	}

	/** Moves the clock; sessions that have been idle for half an hour end by it. */
	async moveClock(to: string): Promise<void> {
		await this.server.moveClock(to);
	}

	/** How many replies were held against the document in this test so far. */
	get replies(): number {
		return this.#visits.reduce((sum, v) => sum + v.watch.replies, 0);
	}

	/** Closes the pages of a test; gives whatever they did that they must not. */
	async closePages(failed: string): Promise<string[]> {
		const visits = this.#visits.splice(0);
		const pages = visits.flatMap((v) => v.context.pages());
		if (failed) await Promise.all(pages.map((page, i) => this.#shoot(page, `${failed}-${i}`)));
		const wrong = await Promise.all(visits.map((v) => v.watch.wrong()));
		await Promise.all(visits.map((v) => v.context.close()));
		return wrong.flat();
	}

	async #shoot(page: Page, name: string): Promise<void> {
		mkdirSync(screens, { recursive: true });
		await page.screenshot({ path: `${screens}${name.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}.png` });
	}

	async #firstAdmin(): Promise<void> {
		const body = { token: this.server.setupToken, login: "admin", name: "管理员", password };
		await made(apiOf(this.server.url, { Origin: this.server.url }).POST("/setup", { body }));
		this.admin = await this.#known("admin", password);
	}

	async #known(login: string, word: string): Promise<Person> {
		const cookie = await sessionOf(this.server.url, login, word);
		this.#sessions.set(login, cookie);
		const headers = await tokenOf(this.server.url, cookie);
		return { login, password: word, api: apiOf(this.server.url, headers), headers };
	}
}

/** A company for the tests of a file; every test fails that leaves something in the watch. */
export function useCompany(options: ServerOptions): Company {
	const company = new Company(options);
	beforeAll(() => company.begin());
	afterAll(() => company.end());
	afterEach(async ({ task }) => {
		const failed = task.result?.state === "fail" ? task.name : "";
		const wrong = await company.closePages(failed);
		expect(wrong, "what the pages did that they must not").toEqual([]);
	});
	return company;
}
