// The last line of a run: "N passed, N failed", as script/test counts it.
import type { Reporter, TestModule } from "vitest/node";

export default class CountReporter implements Reporter {
	onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
		const tests = modules.flatMap((m) => [...m.children.allTests()]);
		const broken = modules.filter((m) => m.errors().length > 0).length;
		const passed = tests.filter((t) => t.result().state === "passed").length;
		const failed = tests.filter((t) => t.result().state === "failed").length;
		process.stdout.write(`${passed} passed, ${failed + broken + errors.length} failed\n`);
	}
}
