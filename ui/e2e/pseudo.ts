// Texts of a page that no catalogue knows: with ?pseudo every message stands in ⟦ ⟧, and what is
// left is data that the server sent, numbers, dates, and names in their own language.
import type { Page } from "playwright-core";

const dates = /十?[一二三四五六七八九十]月|^[一二三四五六日]$|\d+年|\d+月|\d+日|星期[一二三四五六日]|周[一二三四五六日]|[上下]午|GMT[+\-\d:]*|(中国)?标准时间|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b/gu;
/** Signs and names that every language writes so, names of languages in themselves, and the words
 * of the component library, which has its own catalogues. */
const marks = new Set(["Genjin", "跟", "Ctrl", "Esc", "Shift", "Alt", "SQLite", "PostgreSQL", "简体中文", "繁體中文", "English", "增加数值", "减少数值"]);

/** Collects the texts of all replies from now on. */
export function collectData(page: Page): Set<string> {
	const data = new Set<string>();
	const collect = (value: unknown): void => {
		if (typeof value === "string" && value) data.add(value.trim());
		if (typeof value === "object" && value !== null) Object.entries(value).forEach(([name, v]) => (data.add(name), collect(v)));
	};
	page.on("response", (response) => {
		if (!new URL(response.url()).pathname.startsWith("/api/v1/")) return;
		if (response.headers()["content-type"]?.includes("json")) response.json().then(collect, () => undefined);
	});
	return data;
}

/** What a person or a screen reader is given: visible texts, labels, titles, placeholders. */
export async function textsOf(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const own = (e: Element | null) => e?.closest("[lang]") === document.documentElement && e.closest("script, style, kbd, code, pre, textarea, svg") === null;
		const texts: string[] = [document.title];
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			const e = node.parentElement;
			if (own(e) && e?.checkVisibility()) texts.push(node.textContent ?? "");
		}
		for (const name of ["aria-label", "title", "placeholder", "alt"])
			for (const e of document.querySelectorAll(`[${name}]`)) if (own(e) && e.checkVisibility()) texts.push(e.getAttribute(name) ?? "");
		return texts;
	});
}

/** Whether a text is made of messages, data, numbers and dates alone. */
export function isExplained(text: string, data: ReadonlySet<string>): boolean {
	let rest = text;
	for (let before = ""; before !== rest; ) {
		before = rest;
		rest = rest.replace(/⟦[^⟦⟧]*⟧/gu, " ");
	}
	rest = rest.replace(dates, " ").trim();
	if (!/\p{L}/u.test(rest) || data.has(rest) || marks.has(rest)) return true;
	const longest = [...data].filter((d) => /\p{L}/u.test(d) && rest.includes(d)).sort((a, b) => b.length - a.length);
	for (const d of longest) rest = rest.replaceAll(d, " ");
	return !/\p{L}/u.test(rest) || rest.split(/[^\p{L}\p{N}]+/u).every((word) => !/\p{L}/u.test(word) || marks.has(word) || [...data].some((d) => d.includes(word)));
}
