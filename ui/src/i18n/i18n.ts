// The language of the page: one typed catalogue a language, loaded when it is needed.
// A missing or stray key is a compile error, since the Chinese catalogue is the type of all.
import { ref, shallowRef } from "vue";
import { durationParts } from "@/lib/duration";
import { memo } from "@/lib/memo";
import { pseudo } from "./pseudo";
import type { zhCn } from "./zh-cn/catalogue";

export type Locale = "zh-CN" | "zh-TW" | "en";
export type Catalogue = { [N in keyof typeof zhCn]: { [K in keyof (typeof zhCn)[N]]: string } };
type KeyOf<N extends keyof Catalogue & string> = `${N}.${keyof Catalogue[N] & string}`;
/** The key of a message: "customers.title". */
export type Key = { [N in keyof Catalogue & string]: KeyOf<N> }[keyof Catalogue & string];
export type Params = Record<string, string | number>;
/** A catalogue as it is looked up in: space, name, text. */
export type Texts = Record<string, Record<string, string>>;

export const locales: readonly Locale[] = ["zh-CN", "zh-TW", "en"];
export const localeNames: Record<Locale, string> = { "zh-CN": "简体中文", "zh-TW": "繁體中文", en: "English" };

const loaders: Record<Locale, () => Promise<Catalogue>> = {
	"zh-CN": async () => (await import("./zh-cn/catalogue")).zhCn,
	"zh-TW": async () => (await import("./zh-tw/catalogue")).zhTw,
	en: async () => (await import("./en/catalogue")).en,
};

const entries: Record<Locale, () => Promise<Partial<Catalogue>>> = {
	"zh-CN": async () => (await import("./zh-cn/entry")).entry,
	"zh-TW": async () => (await import("./zh-tw/entry")).entry,
	en: async () => (await import("./en/entry")).entry,
};

export const locale = ref<Locale>("zh-CN");
/** IANA zone in which times are shown; undefined: the browser's. */
export const timeZone = ref<string | undefined>(undefined);
const catalogue = shallowRef<Texts>();

/** The best of our languages for what a browser wants. */
export function pickLocale(wanted: readonly string[]): Locale {
	for (const w of wanted) {
		if (/^zh-(tw|hk|mo|hant)/i.test(w)) return "zh-TW";
		if (/^zh/i.test(w)) return "zh-CN";
		if (/^en/i.test(w)) return "en";
	}
	return "zh-CN";
}

/** Shows the page in that language.  `?pseudo` marks every message, so that a text without a
 * key stands out. */
export async function speak(wanted: Locale): Promise<void> {
	say(wanted, await loaders[wanted]());
}

/** The same with the words of the pages before the login alone: the first page is light. */
export async function speakEntry(wanted: Locale): Promise<void> {
	say(wanted, await entries[wanted]());
}

function say(wanted: Locale, loaded: Partial<Catalogue>): void {
	catalogue.value = new URLSearchParams(window.location.search).has("pseudo") ? pseudo(loaded) : loaded;
	locale.value = wanted;
	document.documentElement.lang = wanted;
}

// Making one of these takes longer than painting a cell, and a table has hundreds.
const pluralRules = memo((language: string) => new Intl.PluralRules(language));
const dateFormat = memo((language: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options));
const numberFormat = memo((language: string, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options));

function plural(text: string, params: Params): string {
	const forms = text.split(" | ");
	if (forms.length !== 2) return text;
	const rule = pluralRules(locale.value).select(Number(params.n ?? 0));
	return (rule === "one" ? forms[0] : forms[1]) ?? text;
}

function textOf(key: string): string | undefined {
	const dot = key.indexOf(".");
	return catalogue.value?.[key.slice(0, dot)]?.[key.slice(dot + 1)];
}

/** The message of a key.  "{name}" takes params.name; "one form | other form" chooses by n. */
export function t(key: Key, params: Params = {}): string {
	const text = textOf(key);
	if (text === undefined) return key;
	return plural(text, params).replace(/\{(\w+)\}/g, (all, name: string) => String(params[name] ?? all));
}

/** A message by a key that comes from data (a policy's rule, a job's kind); the raw word when
 * there is none. */
export function tMaybe(key: string, otherwise: string): string {
	return textOf(key) ?? otherwise;
}

/** A span of seconds in words: 2 天 3 小时. */
export function formatDuration(seconds: number): string {
	return durationParts(seconds)
		.map((p) => t(`common.duration_${p.unit}`, { n: p.n }))
		.join(" ");
}

/** Counted time, exactly and in hours: 27 小时.  A day of it would not be a day of the calendar. */
export function formatHours(seconds: number): string {
	const parts = [
		{ n: Math.floor(seconds / 3600), unit: "h" },
		{ n: Math.floor(seconds / 60) % 60, unit: "min" },
		{ n: seconds % 60, unit: "s" },
	] as const;
	const found = parts.filter((p) => p.n > 0);
	return (found.length ? found : parts.slice(1, 2)).map((p) => t(`common.duration_${p.unit}`, { n: p.n })).join(" ");
}

function formatInZone(at: string, options: Intl.DateTimeFormatOptions): string {
	return dateFormat(locale.value, { timeZone: timeZone.value, ...options }).format(new Date(at));
}

/** 2026年11月26日 14:05, in the reader's zone unless another is named; "" for none. */
export function formatTime(at: string | null | undefined, zone?: string): string {
	if (!at) return "";
	return formatInZone(at, { ...(zone ? { timeZone: zone } : {}), year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** The exact time for people who want to know: weekday, seconds, zone. */
export function formatExact(at: string | null | undefined): string {
	if (!at) return "";
	return formatInZone(at, { dateStyle: "full", timeStyle: "long" });
}

/** 14:05, where the day is known. */
export function formatClock(at: string): string {
	return formatInZone(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** 11-26 14:05 without the year, for dense lists. */
export function formatShort(at: string | null | undefined): string {
	if (!at) return "";
	return formatInZone(at, { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** A civil date "2026-11-26" as a date of that language, or the parts of it that are asked for. */
export function formatDate(date: string | null | undefined, parts: Intl.DateTimeFormatOptions = { dateStyle: "medium" }): string {
	if (!date) return "";
	return dateFormat(locale.value, { ...parts, timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
}

export function formatNumber(n: number | null | undefined): string {
	return n === null || n === undefined ? "" : numberFormat(locale.value, {}).format(n);
}

/** A number that was counted no further than that: 10,000+ when there are more. */
export function formatCount(n: number | undefined, more = false): string {
	return more ? t("common.or_more", { n: formatNumber(n) }) : formatNumber(n);
}

/** A share of one as a percentage: 0.884 → 88.4%; a dash for none. */
export function formatShare(share: number | undefined): string {
	return share === undefined ? "–" : numberFormat(locale.value, { style: "percent", maximumFractionDigits: 1 }).format(share);
}

const isCurrency = (code: string): boolean => /^[A-Za-z]{3}$/.test(code);

/** How many digits the minor unit of a currency has (ISO 4217): 2 of CNY, 0 of JPY; 2 of what is no currency. */
export function minorDigits(currency: string): number {
	return isCurrency(currency) ? (numberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2) : 2;
}

/** An amount in minor units: 1234500 CNY → ¥12,345.00. */
export function formatMoney(minor: number | null | undefined, currency: string | null | undefined): string {
	if (minor === null || minor === undefined || !currency) return "";
	const digits = minorDigits(currency);
	if (!isCurrency(currency)) return `${formatNumber(minor / 10 ** digits)} ${currency}`;
	return numberFormat(locale.value, { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(minor / 10 ** digits);
}
