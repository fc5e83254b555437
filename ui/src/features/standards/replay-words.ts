// The words of a replay's report in the reader's language.
import type { ReplayDimension, ReplayGroup } from "@/api/replays";
import { t, tMaybe } from "@/i18n/i18n";

/** Enumerations have words of their own; the report was written in another language perhaps. */
const words: Partial<Record<ReplayDimension, string>> = { kind: "kinds.deadline_", tier: "kinds.tier_" };

export function groupName(dimension: ReplayDimension, g: ReplayGroup): string {
	return tMaybe(`${words[dimension] ?? ""}${g.value ?? ""}`, g.label) || t("replay.nobody");
}
