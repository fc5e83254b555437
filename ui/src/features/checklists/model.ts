// A template as a form holds it: its steps as the lines of a text.
import type { ChecklistTemplate } from "@/api/checklists";

export type Values = { name: string; items: string; required: boolean; types: string[]; urgencies: string[]; tiers: string[] };

/** A list of texts as the server gives it. */
export function namesOf(list: unknown): string[] {
	return Array.isArray(list) ? list.filter((name) => typeof name === "string") : [];
}

/** The steps that are written: lines with something in them. */
export function stepsOf(lines: string): string[] {
	return lines.split("\n").map((line) => line.trim()).filter(Boolean);
}

export function valuesOf(template: ChecklistTemplate | null): Values {
	return { name: template?.name ?? "", items: namesOf(template?.items).join("\n"), required: template?.required ?? false, types: namesOf(template?.types), urgencies: namesOf(template?.urgencies), tiers: namesOf(template?.tiers) };
}

/** What of a form goes to the server. */
export function bodyOf({ items, ...rest }: Partial<Values>) {
	return items === undefined ? rest : { ...rest, items: stepsOf(items) };
}
