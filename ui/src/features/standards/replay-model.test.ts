import { expect, test } from "vitest";
import type { ReplayCounts, ReplayGroup } from "@/api/replays";
import { metShare, missLines, missShare } from "./replay-model";

const counts = (due: number, met: number): ReplayCounts => ({ due, met, met_late: 0, missed: due - met, open: 0, median_min: null, p90_min: null, warnings: 0, breaches: 0, escalations: 0 });
const month = (label: string, old: [number, number], becomes: [number, number]): ReplayGroup => ({ value: label, label, old: counts(...old), new: counts(...becomes) });

test("shares are of what was due", () => {
	expect([metShare(counts(4, 3)), missShare(counts(4, 3)), metShare(counts(0, 0)), missShare(counts(0, 0))]).toEqual([0.75, 0.25, undefined, undefined]);
});

test("two lines from left to right, the highest share below the top", () => {
	const line = missLines([month("2026-01", [10, 9], [10, 5]), month("2026-02", [0, 0], [10, 10]), month("2026-03", [10, 10], [10, 10])], 100, 50);
	expect(line.top).toBe(0.5);
	expect(line.old).toBe("0.0,40.0 100.0,50.0");
	expect(line.new).toBe("0.0,0.0 50.0,50.0 100.0,50.0");
	expect(line.months.map((m) => m.x)).toEqual([0, 50, 100]);
});

test("one month stands in the middle, none gives no line", () => {
	expect(missLines([month("2026-01", [10, 10], [10, 10])], 100, 50)).toMatchObject({ old: "50.0,50.0", top: 0.1 });
	expect(missLines([], 100, 50)).toMatchObject({ old: "", new: "" });
});
