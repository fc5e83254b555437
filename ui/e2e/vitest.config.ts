import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Stories in a real browser against the real program: npm run e2e
export default defineConfig({
	root: fileURLToPath(new URL("..", import.meta.url)),
	resolve: { alias: { "@": fileURLToPath(new URL("../src", import.meta.url)) } },
	test: {
		include: ["e2e/**/*.e2e.ts"],
		globalSetup: ["e2e/browser.ts"],
		reporters: ["default", "./count-reporter.ts"],
		fileParallelism: false,
		testTimeout: 30_000,
		hookTimeout: 60_000,
	},
});
