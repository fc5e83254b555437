// History under another standard: started as a job, whose report has a shape of its own.
import { api, ask, idempotencyKey, type Schemas } from "./client";
import { saveReply, type SheetTable } from "./exports";
import type { Job } from "./jobs";

export type ReplayCounts = {
	due: number;
	met: number;
	met_late: number;
	missed: number;
	open: number;
	median_min: number | null;
	p90_min: number | null;
	warnings: number;
	breaches: number;
	escalations: number;
};
export type ReplaySides = { old: ReplayCounts; new: ReplayCounts };
export type ReplayGroup = ReplaySides & { value: string | null; label: string };
export type ReplayDimension = "kind" | "tier" | "department" | "owner" | "month";
type Verdict = { outcome: "none" | "open" | "met" | "met_late" | "missed"; start_at: string | null; due_at: string | null; met_at: string | null; target: string };
export type ReplayDifference = {
	subject: "customer" | "ticket" | "follow_up";
	subject_id: string;
	customer_id: string;
	kind: Schemas["deadline"]["kind"];
	cycle: number;
	old: Verdict;
	new: Verdict;
};
export type ReplayReport = Record<ReplayDimension, ReplayGroup[]> & {
	policy_id: string | null;
	/** The version that took the place of a calendar; reports of older programs do not say. */
	calendar_id?: string | null;
	now: string;
	sizes: { customers: number; contacts: number; tickets: number; events: number };
	total: ReplaySides;
	/** Open ones that are due at another time; reports of older programs do not say. */
	moved?: number;
	differences: { total: number; items: ReplayDifference[] };
};

/** The report of a replay that has ended well. */
export function replayReport(job: Job | undefined): ReplayReport | undefined {
	return job?.kind === "replay" && job.state === "done" ? (job.report as unknown as ReplayReport) : undefined;
}

/** Deadlines of [from, to); with a span before, problems of that one beside those of this one. */
export type ReplayDays = { from?: string; to?: string; before_from?: string; before_to?: string };

export function startReplay(policyId: string, days: ReplayDays & { calendar_id?: string }): Promise<Job> {
	return ask(api.POST("/policies/{id}/replay", { params: { path: { id: policyId }, header: { "Idempotency-Key": idempotencyKey() } }, body: days }));
}

/** The report of my replay as a file. */
export function takeReport(jobId: string, format: "csv" | "xlsx"): Promise<void> {
	const path = `/jobs/{id}/replay/${format}` as "/jobs/{id}/replay/csv";
	return saveReply(api.POST(path, { params: { path: { id: jobId } }, parseAs: "blob" }), `replay.${format}`);
}

/** Before and after, of my replay, in the reader's words. */
export function evidenceOf(jobId: string): Promise<SheetTable> {
	return ask(api.GET("/jobs/{id}/replay/evidence", { params: { path: { id: jobId } } }));
}

/** The newest replays of a version, with the calendars in force, that have ended, newest first. */
export async function replaysOf(policyId: string): Promise<Job[]> {
	const { items } = await ask(api.GET("/jobs", { params: { query: { kind: "replay", state: "done", sort: "-id", limit: 20 } } }));
	return items.filter((job) => {
		const report = replayReport(job);
		return report?.policy_id === policyId && !report.calendar_id;
	});
}

/** Why a deadline ended as it did on both sides; null where there was none. */
export function explainBoth(policyId: string, calendarId: string | undefined, d: ReplayDifference) {
	return ask(api.GET("/policies/{id}/explain", { params: { path: { id: policyId }, query: { subject: d.subject, subject_id: d.subject_id, kind: d.kind, cycle: d.cycle, calendar_id: calendarId } } }));
}

/** Starts a replay of the standard in force with a version of a calendar in place of the present one. */
export async function replayWithCalendar(calendarId: string): Promise<{ policyId: string; jobId: string }> {
	const { policy_id } = await ask(api.GET("/company"));
	if (!policy_id) throw new Error("no standard is in force");
	const job = await startReplay(policy_id, { calendar_id: calendarId });
	return { policyId: policy_id, jobId: job.id };
}
