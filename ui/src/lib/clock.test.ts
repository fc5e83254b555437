import { effectScope } from "vue";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { clockHeard, serverNow, useNow } from "./clock";

const here = Date.parse("2026-03-02T02:00:00Z");

beforeEach(() => {
	vi.useFakeTimers({ now: here });
	clockHeard(new Date(here).toUTCString());
});
afterEach(() => void vi.useRealTimers());

it("follows the server's clock, not the machine's", () => {
	clockHeard("Mon, 02 Mar 2026 05:00:00 GMT");
	expect(serverNow()).toBe(here + 3 * 3_600_000);
	vi.advanceTimersByTime(1_000);
	expect(serverNow()).toBe(here + 3 * 3_600_000 + 1_000);
});

it("goes back with it too", () => {
	clockHeard("Sun, 01 Mar 2026 02:00:00 GMT");
	expect(serverNow()).toBe(here - 86_400_000);
});

it("overlooks a second, since the header has whole ones", () => {
	clockHeard("Mon, 02 Mar 2026 02:00:01 GMT");
	expect(serverNow()).toBe(here);
});

it.each([null, "", "yesterday"])("keeps its time when it hears %j", (date) => {
	clockHeard("Mon, 02 Mar 2026 05:00:00 GMT");
	clockHeard(date);
	expect(serverNow()).toBe(here + 3 * 3_600_000);
});

it("ticks as long as its component lives", () => {
	const scope = effectScope();
	const now = scope.run(() => useNow(1_000))!;
	vi.advanceTimersByTime(1_000);
	expect(now.value).toBe(here + 1_000);
	scope.stop();
	vi.advanceTimersByTime(5_000);
	expect(now.value).toBe(here + 1_000);
});
