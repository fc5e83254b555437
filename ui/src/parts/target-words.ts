// The text of a target in the reader's words: "8h open" is eight hours of work time.
import { t, type Key } from "@/i18n/i18n";

const units = { s: "common.duration_s", m: "common.duration_min", h: "common.duration_h", d: "common.duration_d" } as const satisfies Record<string, Key>;
const every = { d: "kinds.every_d", w: "kinds.every_w", mo: "kinds.every_mo", q: "kinds.every_q", y: "kinds.every_y", wd: "kinds.every_wd" } as const satisfies Record<string, Key>;

function known<K extends string>(names: Record<K, Key>, unit: string): unit is K {
	return unit in names;
}

/** The targets of a response standard in words; one that is not understood as it stands. */
export function targetWords(target: string): string {
	const [, cadence = "", digits = "", unit = "", open = ""] = /^(every )?(\d+)([a-z]+)( open)?$/.exec(target) ?? [];
	const n = Number(digits);
	if (target === "none") return t("standards.no_limit");
	if (cadence) return known(every, unit) ? t(every[unit], { n }) : target;
	if (unit === "wd") return t("kinds.within_wd", { n });
	if (!known(units, unit)) return target;
	return open ? t("kinds.within_open", { t: t(units[unit], { n }) }) : t(units[unit], { n });
}
