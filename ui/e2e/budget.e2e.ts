// Pages that come quickly: what each needs from the server, gzipped, with its styles, its words in
// the largest language and the frame around it.
import { expect, test } from "vitest";
import { Manifest } from "./budget";

const kilobyte = 1024;
const manifest = new Manifest();
const languages = ["zh-cn", "zh-tw", "en"];
const frame = "src/app/shell.vue";
const myDay = "src/features/my-day/my-day-page.vue";
const login = "src/features/login/login-page.vue";

function needed(names: string[], lazily = false): number {
	const sizes = languages.map((l) => {
		const words = [`src/i18n/${l}/${names.includes(frame) ? "catalogue" : "entry"}.ts`, ...(names.includes(frame) ? [`node_modules/element-plus/es/locale/lang/${l}.mjs`].filter((n) => manifest.has(n)) : [])];
		return manifest.size(manifest.files(["index.html", ...words, ...names], lazily));
	});
	return Math.max(...sizes) + manifest.size(["index.html"]);
}

function hold(name: string, bytes: number, limit: number): void {
	process.stdout.write(`${name}: ${(bytes / kilobyte).toFixed(1)} KB of ${limit}\n`);
	expect(bytes).toBeLessThanOrEqual(limit * kilobyte);
	expect(bytes).toBeGreaterThan(10 * kilobyte);
}

test("the login needs 90 KB", () => hold("login", needed([login]), 90));

test("my-day needs 200 KB until it is shown", () => hold("my-day", needed([frame, myDay]), 200));

test.each(manifest.routes)("%s needs 380 KB with all that it may load later", (page) => hold(page, needed([frame, page], true), 380));

test("the login is made without the component library", () => {
	const files = [...manifest.files(["index.html", login])];
	expect(files.filter((file) => file.includes("shell"))).toEqual([]);
});
