// The real program on a free port, with a database and a clock of its own.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

export type ServerOptions = {
	/** Where the clock stands at first, RFC 3339. */
	clock: string;
	/** Presets in force; "" for a company that is not set up. */
	presets?: string;
	/** The demo company instead, with so many customers. */
	demo?: number;
	seed?: number;
	/** More settings, as on the command line. */
	args?: string[];
};

const program = process.env.GENJIN ?? new URL("../../build-test/src/app/genjin", import.meta.url).pathname;

function newDatabase(dir: string): { url: string; drop: () => void } {
	const server = process.env.GENJIN_TEST_PG;
	if (!server) return { url: join(dir, "test.db"), drop: () => undefined };
	const name = `e${randomUUID().replaceAll("-", "").slice(0, 16)}`;
	const psql = (sql: string) => void execFileSync("psql", ["-qX", server, "-c", sql]);
	psql(`create database ${name}`);
	return { url: server.replace(/\/[^/?]*(\?|$)/, `/${name}$1`), drop: () => psql(`drop database if exists ${name} with (force)`) };
}

export class Server {
	port = 0;
	setupToken = "";
	/** Login and password of the demo company. */
	demo = { login: "", password: "" };
	readonly #dir = mkdtempSync(join(tmpdir(), "genjin-e2e-"));
	readonly #clock = join(this.#dir, "clock");
	readonly #database = newDatabase(this.#dir);
	#process: ChildProcess | undefined;

	/** Starts a company at a time, or an empty server. */
	static async start(options: ServerOptions): Promise<Server> {
		const server = new Server();
		try {
			await server.#begin(options);
		} catch (error) {
			await server.stop();
			throw error;
		}
		return server;
	}

	async #begin(options: ServerOptions): Promise<void> {
		this.#writeClock(options.clock);
		if (options.demo !== undefined) this.#fill(["--customers", String(options.demo), "--seed", String(options.seed ?? 1)]);
		else if (options.presets !== "") this.#run(["init", "--company", "跟进测试公司", "--presets", options.presets ?? "s1"]);
		await this.#serve(options.args ?? []);
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Moves the clock, forth or back, and waits until the program says so. */
	async moveClock(to: string): Promise<void> {
		this.#writeClock(to);
		this.#process?.kill("SIGUSR1");
		const wanted = new Date(to).toUTCString();
		for (let i = 0; i < 500; i++) {
			const reply = await fetch(`${this.url}/healthz`);
			if (reply.headers.get("date") === wanted) return;
			await sleep(10);
		}
		throw new Error(`the clock does not move to ${to}:\n${this.log()}`);
	}

	log(): string {
		return readFileSync(join(this.#dir, "log"), "utf8");
	}

	/** Ends it gently; a bad end (a crash, a sanitizer's finding) is an error. */
	async stop(): Promise<void> {
		const process = this.#process;
		const code = await new Promise((done) => {
			if (!process || process.exitCode !== null) done(process?.exitCode ?? 0);
			process?.once("exit", done);
			process?.kill("SIGTERM");
		});
		const log = process ? this.log() : "";
		this.#database.drop();
		rmSync(this.#dir, { recursive: true, force: true });
		if (code !== 0) throw new Error(`the program ended with ${String(code)}:\n${log.slice(-4000)}`);
	}

	#writeClock(time: string): void {
		writeFileSync(`${this.#clock}.new`, time);
		renameSync(`${this.#clock}.new`, this.#clock);
	}

	#run(args: string[]): string {
		const common = ["--db", this.#database.url, "--audit-key", join(this.#dir, "audit-key"), "--test-clock", this.#clock, "--no-sync", "true", "--any-file-system", "true"];
		return execFileSync(program, [...args, ...common], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
	}

	#fill(args: string[]): void {
		const printed = this.#run(["demo", ...args]);
		this.demo = { login: /^login: (.*)$/m.exec(printed)?.[1] ?? "", password: /^password: (.*)$/m.exec(printed)?.[1] ?? "" };
	}

	async #serve(more: string[]): Promise<void> {
		const args = ["serve", "--db", this.#database.url, "--listen", "127.0.0.1:0", "--audit-key", join(this.#dir, "audit-key"), "--attachments", join(this.#dir, "files"), "--test-clock", this.#clock, "--no-sync", "true", "--any-file-system", "true", ...more];
		const log = openSync(join(this.#dir, "log"), "a");
		const started = spawn(program, args, { stdio: ["ignore", "pipe", log] });
		this.#process = started;
		for await (const line of createInterface(started.stdout!)) {
			if (line.startsWith("setup token: ")) this.setupToken = line.slice(13);
			this.port = Number(/^listening on .*:(\d+)$/.exec(line)?.[1] ?? 0);
			if (this.port) return;
		}
		throw new Error(`the program did not start:\n${this.log()}`);
	}
}
