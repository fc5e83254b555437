import { mergeConfig } from "vite";
import { defineConfig } from "vitest/config";
import pages from "./vite.config.ts";

// Unit tests: each beside what it tests, in a pretended browser.
const units = defineConfig({
	test: { environment: "happy-dom", include: ["src/**/*.test.ts"], restoreMocks: true, reporters: ["default", "./count-reporter.ts"] },
});

export default mergeConfig(pages, units);
