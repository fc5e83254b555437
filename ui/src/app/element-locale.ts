// The component library's own words (dates, pagination) in the page's language.
import type { Locale } from "@/i18n/i18n";

const loaders = {
	"zh-CN": () => import("element-plus/es/locale/lang/zh-cn"),
	"zh-TW": () => import("element-plus/es/locale/lang/zh-tw"),
	en: () => import("element-plus/es/locale/lang/en"),
};

export type ElementLocale = Awaited<ReturnType<(typeof loaders)["en"]>>["default"];

export async function elementLocale(locale: Locale): Promise<ElementLocale> {
	return (await loaders[locale]()).default;
}
