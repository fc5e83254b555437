// A catalogue whose every message is marked by ⟦ ⟧: what is shown without them has no key.
import type { Texts } from "./i18n";

function mark(text: string): string {
	return text
		.split(" | ")
		.map((form) => `⟦${form}⟧`)
		.join(" | ");
}

export function pseudo(real: Texts): Texts {
	const spaces = Object.entries(real).map(([name, texts]) => {
		const marked = Object.entries(texts).map(([key, text]) => [key, mark(text)]);
		return [name, Object.fromEntries(marked)];
	});
	return Object.fromEntries(spaces);
}
