import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Stories in a real browser against the real program: npm run e2e
export default defineConfig({
	root: fileURLToPath(new URL("..", import.meta.url)),
	resolve: { alias: { "@": fileURLToPath(new URL("../src", import.meta.url)) } },
	test: {
		include: ["e2e/**/*.e2e.ts"],
		// What hangs on the pages alone is not seen twice.
		exclude: process.env.GENJIN_TEST_PG ? ["budget", "harness", "login", "pages", "shell", "speed"].map((name) => `e2e/${name}.e2e.ts`) : [],
		globalSetup: ["e2e/browser.ts"],
		reporters: ["default", "./count-reporter.ts"],
		fileParallelism: false,
		// A busy machine may be a few times slower; who hangs is seen all the same.
		testTimeout: 90_000,
		hookTimeout: 120_000,
		expect: { poll: { timeout: 15_000 } },
	},
});
