// While somebody writes: "::" looks for a snippet, "@@" for a person, by what follows.  The signs
// count as they come from a Chinese keyboard, too.

export type Mark = "snippet" | "mention";
export type Trigger = {
	mark: Mark;
	/** Where the sign begins and where what was typed behind it ends. */
	start: number;
	end: number;
	query: string;
};

const signs: readonly [Mark, string][] = [
	["snippet", "::"],
	["snippet", "：："],
	["mention", "@@"],
	["mention", "＠＠"],
];
/** Nobody types more than this to find something. */
const longest = 30;

/** What is being looked for where the caret stands; null: nothing. */
export function triggerAt(text: string, caret: number, marks: readonly Mark[]): Trigger | null {
	const before = text.slice(0, caret);
	let found: Trigger | null = null;
	for (const [mark, sign] of signs) {
		const start = before.lastIndexOf(sign);
		if (start < 0 || (found && start < found.start) || !marks.includes(mark)) continue;
		found = { mark, start, end: caret, query: before.slice(start + sign.length) };
	}
	return found && found.query.length <= longest && !/[\s:：@＠]/.test(found.query) ? found : null;
}

/** The text with `piece` where the trigger stood, and where the caret is then.  Whatever was
 * typed since is kept: where the trigger is gone, the piece goes to the end. */
export function replaced(text: string, typed: string, at: Trigger, piece: string): { text: string; caret: number } {
	const there = text.slice(at.start, at.end) === typed;
	const [start, end] = there ? [at.start, at.end] : [text.length, text.length];
	return { text: text.slice(0, start) + piece + text.slice(end), caret: start + piece.length };
}

/** The ids of those people who are still named in the text, each once. */
export function mentioned(text: string, people: readonly { id: string; name: string }[]): string[] {
	return [...new Set(people.filter((p) => text.includes(`@${p.name}`)).map((p) => p.id))];
}

/** How well something fits what was typed: 0 best, null not at all.  Its first word counts most. */
export function fit(words: readonly string[], query: string): number | null {
	const q = query.toLowerCase();
	const ranks = words.flatMap((word, n) => {
		const at = word.toLowerCase().indexOf(q);
		return word === "" || at < 0 ? [] : [(at > 0 ? 2 : word.length === q.length ? 0 : 1) + (n > 0 && q !== "" ? 0.5 : 0)];
	});
	return ranks.length > 0 ? Math.min(...ranks) : null;
}

/** Those that fit, the best first, as many as a short list shows. */
export function fitting<T>(all: readonly T[], wordsOf: (item: T) => readonly string[], query: string, most = 8): T[] {
	return all
		.flatMap((item, n) => {
			const rank = fit(wordsOf(item), query);
			return rank === null ? [] : [{ item, rank, n }];
		})
		.sort((a, b) => a.rank - b.rank || a.n - b.n)
		.slice(0, most)
		.map((found) => found.item);
}
