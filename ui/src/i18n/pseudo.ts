// A catalogue whose every message is marked by ⟦ ⟧: what is shown without them has no key.
import type { Catalogue } from "./i18n";

export function pseudo(real: Catalogue): Catalogue {
	const spaces = Object.entries(real).map(([name, texts]) => {
		const marked = Object.entries(texts as Record<string, string>).map(([key, text]) => [
			key,
			text.split(" | ").map((form) => `⟦${form}⟧`).join(" | "),
		]);
		return [name, Object.fromEntries(marked)];
	});
	return Object.fromEntries(spaces) as Catalogue;
}
