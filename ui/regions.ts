// What the pages know of China's provinces, cities and districts: made at build time of the data of
// @vant/area-data, as the module "virtual:regions".  Traditional characters and pinyin are told
// character by character, with the names in which that would be wrong: a tenth of three lists.
import { areaList } from "@vant/area-data";
import { Converter } from "opencc-js/cn2t";
import { pinyin } from "pinyin-pro";
import type { Plugin } from "vite";

const english: Record<string, string> = { 内蒙古自治区: "Inner Mongolia", 陕西省: "Shaanxi", 西藏自治区: "Tibet", 香港特别行政区: "Hong Kong", 澳门特别行政区: "Macao", 广西壮族自治区: "Guangxi", 宁夏回族自治区: "Ningxia", 新疆维吾尔自治区: "Xinjiang", 台湾省: "Taiwan" };
const traditional = Converter({ from: "cn", to: "tw" });

/** "西湖区": ["xi", "hu", "qu"] */
function syllables(name: string): string[] {
	return pinyin(name, { toneType: "none", type: "array", v: true });
}

function put(into: Record<string, string>, exceptions: Record<string, string>, name: string, sounds: readonly string[], separator: string): void {
	const characters = [...name];
	characters.forEach((c, i) => (into[c] ??= sounds[i] ?? c));
	if (characters.some((c, i) => into[c] !== sounds[i])) exceptions[name] = sounds.join(separator);
}

function source(): string {
	const names: Record<string, string> = { ...areaList.province_list, ...areaList.city_list, ...areaList.county_list };
	const hant: Record<string, string> = {};
	const hantNames: Record<string, string> = {};
	const latin: Record<string, string> = {};
	const latinNames: Record<string, string> = {};
	for (const name of new Set(Object.values(names))) {
		put(hant, hantNames, name, [...traditional(name)], "");
		put(latin, latinNames, name, syllables(name), " ");
	}
	const changed = Object.fromEntries(Object.entries(hant).filter(([character, other]) => character !== other));
	// One text a level: 3,900 rows of JSON would be half as large again.
	const rows = Object.entries(names).sort(([a], [b]) => a.localeCompare(b)).map(([code, name]) => code + name).join(",");
	return `export default JSON.parse(${JSON.stringify(JSON.stringify({ rows, hant: changed, hantNames, latin, latinNames, english }))});`;
}

export function regions(): Plugin {
	const id = "virtual:regions";
	return {
		name: "regions",
		resolveId: (wanted) => (wanted === id ? `\0${id}` : null),
		load: (wanted) => (wanted === `\0${id}` ? source() : null),
	};
}
