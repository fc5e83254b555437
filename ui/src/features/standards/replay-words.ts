// The words of a replay's report in the reader's language, and the report as a file.
import type { ReplayDimension, ReplayGroup, ReplayReport } from "@/api/replays";
import { t, tMaybe } from "@/i18n/i18n";
import { csvText, saveText } from "@/lib/csv";
import { reportRows } from "./replay-model";

/** Enumerations have words of their own; the report was written in another language perhaps. */
const words: Partial<Record<ReplayDimension, string>> = { kind: "kinds.deadline_", tier: "kinds.tier_" };

export function groupName(dimension: ReplayDimension, g: ReplayGroup): string {
	return tMaybe(`${words[dimension] ?? ""}${g.value ?? ""}`, g.label) || t("replay.nobody");
}

export function saveReport(report: ReplayReport, name: string): void {
	const rows = reportRows(
		report,
		(key, side) => `${t(`replay.${side}`)} ${t(`replay.${key}`)}`,
		(dimension) => t(`replay.by_${dimension}`),
		groupName,
	);
	saveText(`${name}.csv`, csvText(rows));
}
