// What differs between two versions of a rule, in the reader's words.
import { locale, t, tMaybe } from "@/i18n/i18n";
import { targetWords } from "@/parts/target-words";
import { targetText } from "./document";
import type { Differences } from "./queries";

type RuleChange = Differences["rules"][number];
type FieldChange = RuleChange["fields"][number];
export type Line = { what: string; was: string; becomes: string };

function word(name: string, value: unknown): string {
	return tMaybe(`kinds.${name}_${String(value)}`, String(value));
}

/** A value that stands at a path; undefined: none does. */
function words([head = "", name = ""]: string[], value: unknown): string {
	if (value === undefined) return "–";
	if (head === "targets") return targetWords(targetText(value)) || JSON.stringify(value);
	if (head === "when") return (Array.isArray(value) ? value : [value]).map((v) => word(name, v)).join(" · ");
	if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
	return typeof value === "string" ? value : JSON.stringify(value);
}

function label([head = "", name = "", ...rest]: string[]): string {
	if (head === "targets") return [tMaybe(`kinds.deadline_${name}`, name), ...rest].join(" · ");
	if (head === "when") return tMaybe(`standards.when_${name}`, name);
	if (head === "title") return t("standards.name");
	if (head === "standard") return t("standards.text_body");
	if (head === "default") return t("standards.default_rule");
	return [head, name, ...rest].filter(Boolean).join(".");
}

/** Titles and texts in the reader's language only; a rule's id says nothing by itself. */
function concerns(field: FieldChange): boolean {
	const [head = "", name = ""] = field.path.split(".");
	return head !== "id" && ((head !== "title" && head !== "standard") || name === "" || name === locale.value);
}

export function linesOf(fields: readonly FieldChange[]): Line[] {
	return fields.filter(concerns).map((f) => {
		const path = f.path.split(".");
		return { what: label(path), was: words(path, f.was), becomes: words(path, f.becomes) };
	});
}

/** What a rule is called: as it is now, as it was, by its id. */
export function titleOf(change: RuleChange, titles: ReadonlyMap<string, string>): string {
	const field = change.fields.find((f) => f.path === `title.${locale.value}` || f.path === "title");
	const title = field?.becomes ?? field?.was;
	return typeof title === "string" && title ? title : (titles.get(change.id) ?? change.id);
}
