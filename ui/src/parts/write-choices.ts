// What the lists of a place to write offer, and what comes of a choice: snippets behind "::",
// colleagues behind "@@".
import { computed, ref, type ComputedRef } from "vue";
import { useReaders, type Readable } from "@/api/readers";
import { renderSnippet, useSnippets, type Place } from "@/api/snippets";
import { locale } from "@/i18n/i18n";
import { fitting, type Mark, type Trigger } from "@/lib/trigger";

export type Choice = { id: string; mark: Mark; name: string; about: string; words: readonly string[] };

export function useWriteChoices(trigger: () => Trigger | null, place: () => Place, readable: () => Readable | null) {
	/** A list is asked for when its sign is typed first. */
	const wanted = ref(new Set<Mark>());
	const snippets = useSnippets(() => wanted.value.has("snippet"));
	const readers = useReaders(readable, () => wanted.value.has("mention"));

	const all: Record<Mark, ComputedRef<Choice[]>> = {
		snippet: computed(() =>
			(snippets.data.value ?? [])
				.toSorted((a, b) => Number(b.locale === locale.value) - Number(a.locale === locale.value))
				.map((s) => ({ id: s.id, mark: "snippet", name: s.name, about: [s.keyword, s.text.split("\n")[0]].filter(Boolean).join(" · "), words: [s.keyword ?? "", s.name, ...(s.pinyin ?? "").split(" ")] })),
		),
		mention: computed(() => (readers.data.value ?? []).map((p) => ({ id: p.id, mark: "mention", name: p.name, about: "", words: [p.name, p.pinyin.replaceAll(" ", ""), ...p.pinyin.split(" ")] }))),
	};
	const choices = computed(() => {
		const at = trigger();
		return at ? fitting(all[at.mark].value, (c) => c.words, at.query) : [];
	});
	return {
		choices,
		want: (mark: Mark) => void (wanted.value = new Set([...wanted.value, mark])),
		/** What is put in for a choice. */
		pieceOf: (choice: Choice): Promise<string> => (choice.mark === "snippet" ? renderSnippet(choice.id, place()) : Promise.resolve(`@${choice.name} `)),
	};
}
