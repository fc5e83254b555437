// The rules of a standard as the table shows and edits them; whatever else the document holds
// is kept as it is.
import { locale } from "@/i18n/i18n";

export type Rule = { id: string; title: string; standard: string; when: string[]; isDefault: boolean; targets: Record<string, string> };
type Json = Record<string, unknown>;

export const targetKinds = ["response", "update", "solution", "call_back", "department_reply", "apology", "first_follow_up", "follow_up"] as const;

function isObject(value: unknown): value is Json {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
	if (typeof value === "string") return value;
	if (!isObject(value)) return "";
	const found = value[locale.value] ?? value["zh-CN"];
	return typeof found === "string" ? found : "";
}

/** "none" says openly that there is no limit; "" says nothing. */
export function targetText(value: unknown): string {
	if (value === null) return "none";
	if (typeof value === "string") return value;
	if (!isObject(value)) return "";
	return "every" in value ? `every ${text(value.every)}` : text(value.within);
}

function conditions(when: unknown): string[] {
	if (!isObject(when)) return [];
	return Object.entries(when).flatMap(([name, values]) => (Array.isArray(values) ? values : [values]).map((v) => `${name}:${String(v)}`));
}

function rules(document: unknown): Json[] {
	return isObject(document) && Array.isArray(document.rules) ? document.rules.filter(isObject) : [];
}

export function rulesOf(document: unknown): Rule[] {
	return rules(document).map((r) => ({
		id: text(r.id),
		title: text(r.title),
		standard: text(r.standard),
		when: conditions(r.when),
		isDefault: r.default === true,
		targets: Object.fromEntries(Object.entries(isObject(r.targets) ? r.targets : {}).map(([kind, value]) => [kind, targetText(value)])),
	}));
}

function put(old: unknown, value: string): unknown {
	if (value === "none") return null;
	if (!isObject(old)) return value;
	const { every: _every, within: _within, ...others } = old;
	const cadence = /^every (.*)$/.exec(value)?.[1];
	return cadence ? { ...others, every: cadence } : { ...others, within: value };
}

/** The document with one target changed: "" takes it away, "none" says that there is no limit. */
export function withTarget(document: Json, ruleId: string, kind: string, value: string): Json {
	const next = rules(document).map((rule) => {
		if (text(rule.id) !== ruleId) return rule;
		const { [kind]: old, ...others } = isObject(rule.targets) ? rule.targets : {};
		return { ...rule, targets: value === "" ? others : { ...others, [kind]: put(old, value) } };
	});
	return { ...document, rules: next };
}
