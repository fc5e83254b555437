import { expect, test } from "vitest";
import data from "virtual:regions";
import { regionNames, regionSpan, regionText, regionTree } from "./region-model";

const names = regionNames(data);

test.each([
	["330106", "浙江省 / 杭州市 / 西湖区", "浙江省 / 杭州市 / 西湖區", "Zhejiang / Hangzhou / Xihu"],
	["500103", "重庆市 / 渝中区", "重慶市 / 渝中區", "Chongqing / Yuzhong"],
	["110105", "北京市 / 朝阳区", "北京市 / 朝陽區", "Beijing / Chaoyang"],
	["610000", "陕西省", "陝西省", "Shaanxi"],
	["140000", "山西省", "山西省", "Shanxi"],
	["710108", "台湾省 / 台北市 / 士林区", "臺灣省 / 臺北市 / 士林區", "Taiwan / Taibei / Shilin"],
	["820000", "澳门特别行政区", "澳門特別行政區", "Macao"],
	["999999", "999999", "999999", "999999"],
])("%s has a name in each language", (code, cn, tw, en) => {
	expect((["zh-CN", "zh-TW", "en"] as const).map((l) => regionText(names, data, code, l))).toEqual([cn, tw, en]);
});

test("every place hangs in the tree once, below its province", () => {
	const tree = regionTree(names, data, "zh-CN");
	expect(tree).toHaveLength(34);
	const all = (list: typeof tree): string[] => list.flatMap((r) => [r.value, ...all(r.children ?? [])]);
	expect(all(tree).sort()).toEqual([...names.keys()].sort());
	expect(tree.flatMap((p) => all(p.children ?? []).filter((c) => !c.startsWith(p.value.slice(0, 2))))).toEqual([]);
});

test.each([
	["330000", ["330000", "340000"]],
	["330100", ["330100", "330200"]],
	["330106", ["330106", "330107"]],
])("%s holds the codes from it to before the next", (code, span) => {
	expect(regionSpan(code)).toEqual(span);
});
