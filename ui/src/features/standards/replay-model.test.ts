import { expect, test } from "vitest";
import type { ReplayCounts, ReplayGroup, ReplayReport } from "@/api/replays";
import { metShare, missLines, missShare, reportRows } from "./replay-model";

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

test("a row for each group, both sides in it", () => {
	const none: ReplayGroup[] = [];
	const report: ReplayReport = {
		policy_id: "1", now: "2026-03-02T00:00:00Z", sizes: { customers: 1, contacts: 0, tickets: 1, events: 1 },
		total: { old: counts(4, 3), new: counts(4, 1) }, kind: [month("response", [4, 3], [4, 1])], tier: none, department: none,
		owner: [month("王芳", [4, 3], [4, 1])], month: none, differences: { total: 0, items: [] },
	};
	const rows = reportRows(report, (key, side) => `${side} ${key}`, (d) => d, (_, g) => g.label);
	expect(rows[0]?.slice(0, 4)).toEqual(["", "", "old due", "old met"]);
	expect(rows.slice(1)).toEqual([
		["kind", "response", 4, 3, null, null, 0, 0, 4, 1, null, null, 0, 0],
		["owner", "王芳", 4, 3, null, null, 0, 0, 4, 1, null, null, 0, 0],
	]);
});
