import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { en } from "./en/catalogue";
import { formatCount, formatDate, formatDuration, formatHours, formatMoney, formatShort, locales, minorDigits, pickLocale, speak, t, timeZone, tMaybe, type Texts } from "./i18n";
import { pseudo } from "./pseudo";
import { zhCn } from "./zh-cn/catalogue";
import { zhTw } from "./zh-tw/catalogue";

function flat(texts: Texts): [string, string][] {
	return Object.entries(texts).flatMap(([space, messages]) => Object.entries(messages).map(([name, text]): [string, string] => [`${space}.${name}`, text]));
}

function places(text: string): string[] {
	return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
}

beforeEach(() => {
	timeZone.value = "Asia/Shanghai";
	window.history.replaceState(null, "", "/");
});

describe("catalogues", () => {
	const traditional = new Map(flat(zhTw));
	const english = new Map(flat(en));

	it.each(flat(zhCn))("%s has the same places in every language", (key, text) => {
		expect(text.trim()).not.toBe("");
		for (const other of [traditional.get(key)!, english.get(key)!]) {
			expect(other.trim()).not.toBe("");
			const forms = other.split(" | ");
			expect(places(forms.at(-1)!)).toEqual(places(text));
			// The form for one may say it without the number: "every week".
			if (forms.length === 2) expect([...new Set([...places(forms[0]!), "{n}"])].sort()).toEqual(places(text));
		}
	});

	it("have two forms only where there is a number to choose by", () => {
		for (const [key, text] of flat(en)) if (text.includes(" | ")) expect([key, places(text)]).toEqual([key, expect.arrayContaining(["{n}"])]);
	});

	it("are written in traditional characters for Taiwan, not copied", () => {
		const simplified = /[关闭编辑载选项请务证话询单统设认录图开员时间对应过无]/;
		expect(flat(zhTw).filter(([, text]) => simplified.test(text))).toEqual([]);
	});
});

describe("t", () => {
	it("fills in what it is given and leaves other places as they are", async () => {
		await speak("zh-CN");
		expect(t("common.selected", { n: 3 })).toBe("已选 3 项");
		expect(t("common.selected")).toBe("已选 {n} 项");
	});

	it("does not read places or forms in what it fills in", async () => {
		await speak("en");
		fc.assert(
			fc.property(fc.string(), (q) => {
				expect(t("shell.palette_empty", { q })).toBe(`Nothing found for “${q}”`);
			}),
		);
	});

	it.each([
		[0, "0 rows"],
		[1, "1 row"],
		[2, "2 rows"],
	])("chooses the English form of %d", async (n, text) => {
		await speak("en");
		expect(t("common.total", { n })).toBe(text);
	});

	it("gives the raw word for a key that only data knows", async () => {
		await speak("en");
		expect(tMaybe("kinds.no_such", "no_such")).toBe("no_such");
		expect(tMaybe("common.save", "")).toBe("Save");
	});

	it("marks every form of every message in the pseudo language", async () => {
		window.history.replaceState(null, "", "/?pseudo");
		await speak("en");
		expect([t("common.total", { n: 1 }), t("common.save")]).toEqual(["⟦1 row⟧", "⟦Save⟧"]);
		for (const [key, text] of flat(pseudo(en))) for (const form of text.split(" | ")) expect([key, form]).toEqual([key, expect.stringMatching(/^⟦.*⟧$/s)]);
	});
});

describe("pickLocale", () => {
	it.each([
		[["zh-TW"], "zh-TW"],
		[["zh-HK", "en"], "zh-TW"],
		[["zh-Hant-CN"], "zh-TW"],
		[["zh"], "zh-CN"],
		[["zh-SG"], "zh-CN"],
		[["fr", "en-GB", "zh"], "en"],
		[["fr", "de"], "zh-CN"],
		[[], "zh-CN"],
	])("%j is %s", (wanted, found) => {
		expect(pickLocale(wanted)).toBe(found);
	});

	it("always gives one of ours, and never one after a better one", () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...locales))), (wanted) => {
				expect(locales).toContain(pickLocale(wanted));
				expect(pickLocale(["en", ...wanted])).toBe("en");
			}),
		);
	});
});

describe("formats", () => {
	it("shows times in the reader's zone and civil dates in none", async () => {
		await speak("zh-CN");
		expect(formatShort("2026-03-01T18:05:00Z")).toBe("03/02 02:05");
		timeZone.value = "America/New_York";
		expect(formatDate("2026-03-02")).toBe("2026年3月2日");
	});

	it.each(locales)("says in %s that there are more than were counted", async (locale) => {
		await speak(locale);
		expect([formatCount(10_000, true), formatCount(10_000, false), formatCount(undefined)]).toEqual(["10,000+", "10,000", ""]);
	});

	it("says spans in words of the language", async () => {
		await speak("en");
		expect(formatDuration(93_600)).toBe("1 d 2 h");
		await speak("zh-CN");
		expect(formatDuration(93_600)).toBe("1 天 2 小时");
	});

	it("knows how many minor units a currency has", async () => {
		await speak("zh-CN");
		expect([formatMoney(1_234_500, "CNY"), formatMoney(1_234, "JPY"), formatMoney(null, "CNY")]).toEqual(["¥12,345.00", "JP¥1,234", ""]);
		expect(["CNY", "TWD", "JPY", "KRW", "KWD", "no"].map(minorDigits)).toEqual([2, 2, 0, 0, 3, 2]);
		expect(formatMoney(1_234_567, "KWD")).toBe("KWD\u00a01,234.567");
	});

	it("says nothing for nothing", () => {
		expect([formatShort(null), formatDate(undefined)]).toEqual(["", ""]);
	});
});

it("says counted time exactly and never in days", async () => {
	await speak("en");
	expect([0, 59, 3_600, 97_200, 97_261].map(formatHours)).toEqual(["0 min", "59 s", "1 h", "27 h", "27 h 1 min 1 s"]);
});
