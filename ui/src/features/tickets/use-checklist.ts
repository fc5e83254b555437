// The checklist of a ticket as people work on it, several of them at once.
import { useQuery, useQueryClient } from "@tanstack/vue-query";
import { computed, reactive } from "vue";
import { addItem, applyTemplate, changeItem, fetchChecklist, loadItem, removeItem, type ChecklistItem } from "@/api/checklists";
import { Problem } from "@/api/problem";
import { toastWrong } from "@/ui/toast";
import { moved, placeAt, step } from "./checklist-model";

export function useChecklist(ticketId: () => string) {
	const queries = useQueryClient();
	const list = useQuery({ queryKey: computed(() => ["tickets", ticketId(), "checklist"]), queryFn: () => fetchChecklist(ticketId()) });
	/** Ticks under way, shown at once whatever arrives meanwhile. */
	const ticking = reactive(new Map<string, boolean>());
	const items = computed(() => (list.data.value ?? []).map((i) => ({ ...i, done: ticking.get(i.id) ?? i.done })));

	let last: Promise<unknown> = Promise.resolve();
	/** Does it, says why it was refused, and shows how things are now; true when it was done. */
	async function attempt(work: () => Promise<unknown>): Promise<boolean> {
		try {
			await work();
			return true;
		} catch (problem) {
			if (!(problem instanceof Problem)) throw problem;
			toastWrong(problem.message);
			return false;
		} finally {
			await queries.invalidateQueries({ queryKey: ["tickets", ticketId()] });
		}
	}
	/** One after the other, so that each sees what the one before has made. */
	function inTurn(work: () => Promise<unknown>): Promise<boolean> {
		const mine = last.then(() => attempt(work));
		last = mine.catch(() => false);
		return mine;
	}
	const newest = (item: ChecklistItem): ChecklistItem => items.value.find((i) => i.id === item.id) ?? item;

	/** Somebody may have changed the item meanwhile: the tick is laid over what they did. */
	async function tickAnyhow(item: ChecklistItem, done: boolean): Promise<void> {
		try {
			await changeItem(newest(item), { done });
		} catch (problem) {
			if (!(problem instanceof Problem) || problem.status !== 412) throw problem;
			await changeItem(await loadItem(item), { done });
		}
	}
	async function tick(item: ChecklistItem, done: boolean): Promise<void> {
		ticking.set(item.id, done);
		try {
			await inTurn(() => tickAnyhow(item, done));
		} finally {
			if (ticking.get(item.id) === done) ticking.delete(item.id);
		}
	}
	/** Without room between its neighbours all are spread anew. */
	async function move(item: ChecklistItem, by: number): Promise<void> {
		const order = moved(items.value, item.id, by);
		const to = order.findIndex((i) => i.id === item.id);
		if (to === items.value.findIndex((i) => i.id === item.id)) return;
		const position = placeAt(order.filter((i) => i.id !== item.id), to);
		if (position !== null) await changeItem(newest(item), { position });
		else for (const [n, i] of order.entries()) await changeItem(i, { position: (n + 1) * step });
	}
	return {
		list,
		items,
		tick,
		move: (item: ChecklistItem, by: number) => inTurn(() => move(item, by)),
		reword: (item: ChecklistItem, text: string) => inTurn(() => changeItem(newest(item), { text })),
		remove: (item: ChecklistItem) => inTurn(() => removeItem(newest(item))),
		add: (text: string) => inTurn(() => addItem(ticketId(), text)),
		apply: (templateId: string) => inTurn(() => applyTemplate(ticketId(), templateId)),
	};
}
