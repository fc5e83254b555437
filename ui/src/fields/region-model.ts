// 省市区: places by their codes of GB/T 2260, in the words of each language.
import type { Locale } from "@/i18n/i18n";

export type RegionData = { rows: string; hant: Record<string, string>; hantNames: Record<string, string>; latin: Record<string, string>; latinNames: Record<string, string>; english: Record<string, string> };
export type Region = { value: string; label: string; children?: Region[] };

/** What a name ends with that English does not say. */
const kinds = /(特别行政区|自治区|自治州|自治县|地区|新区|省|市|盟|县|区|旗)$/;

function latinOf(data: RegionData, name: string): string {
	const short = name.length > 2 ? name.replace(kinds, "") : name;
	const whole = data.latinNames[name]?.split(" ") ?? [...name].map((c) => data.latin[c] ?? c);
	const text = whole.slice(0, [...short].length).join("");
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A place's name in a language; the Chinese one is the source. */
export function regionWord(data: RegionData, name: string, locale: Locale): string {
	if (locale === "zh-CN") return name;
	if (locale === "zh-TW") return data.hantNames[name] ?? [...name].map((c) => data.hant[c] ?? c).join("");
	return data.english[name] ?? latinOf(data, name);
}

/** The codes above a place, itself last: "330106" has 330000, 330100, 330106. */
export function regionLevels(code: string): string[] {
	return [...new Set([`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code])];
}

export function regionNames(data: RegionData): Map<string, string> {
	return new Map(data.rows.split(",").map((row) => [row.slice(0, 6), row.slice(6)]));
}

/** "浙江省 / 杭州市 / 西湖区"; a municipality is not said twice; an unknown code is itself. */
export function regionText(names: ReadonlyMap<string, string>, data: RegionData, code: string, locale: Locale): string {
	const words = regionLevels(code).flatMap((c) => names.get(c) ?? []);
	if (!names.has(code)) return code;
	return words.filter((word, i) => word !== words[i - 1]).map((word) => regionWord(data, word, locale)).join(" / ");
}

/** Provinces with their cities and districts, as a cascade wants them. */
export function regionTree(names: ReadonlyMap<string, string>, data: RegionData, locale: Locale): Region[] {
	const top: Region[] = [];
	const byCode = new Map<string, Region>();
	for (const [value, name] of names) {
		const place: Region = { value, label: regionWord(data, name, locale) };
		const above = regionLevels(value).slice(0, -1).flatMap((c) => byCode.get(c) ?? []).at(-1);
		if (above) (above.children ??= []).push(place);
		else top.push(place);
		byCode.set(value, place);
	}
	return top;
}

/** The codes that lie within a place, from the first to before the next: for filters. */
export function regionSpan(code: string): [string, string] {
	const step = code.endsWith("0000") ? 10_000 : code.endsWith("00") ? 100 : 1;
	return [code, String(Number(code) + step)];
}
