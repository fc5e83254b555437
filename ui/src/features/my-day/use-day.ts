// Working through the queue: which row one is on, what is being settled or put aside, what was
// just done and can be taken back.
import { Clock, EditPen, RefreshLeft, User } from "@element-plus/icons-vue";
import { computed, nextTick, ref, shallowReactive, shallowRef, watch, type Ref } from "vue";
import { useRoute, useRouter } from "vue-router";
import { Problem } from "@/api/problem";
import { t } from "@/i18n/i18n";
import { useActions } from "@/lib/actions";
import { useNow } from "@/lib/clock";
import { hasRoom, usePeek, type Peek } from "@/lib/peek";
import { settle, settlements, type Undo } from "@/parts/settle";
import { toastDone, toastWrong } from "@/ui/toast";
import { neighbour, sections, settleable, type Done } from "./model";
import { unsnooze, useMyDay, type DayItem, type Scope } from "./queries";

export function useDay(scope: Ref<Scope>, bucket: Ref<string>) {
	const queue = useMyDay(scope, bucket);
	const now = useNow(15_000);
	const router = useRouter();
	const route = useRoute();
	const done = shallowReactive(new Map<string, Done>());
	const current = ref<string>();
	const settling = shallowRef<DayItem | null>(null);
	const snoozing = shallowRef<{ item: DayItem; reason?: string } | null>(null);
	const shown = computed(() => sections(queue.items.value, done, now.value));
	const at = (): DayItem | undefined => queue.items.value.find((i) => i.id === current.value && !done.has(i.id));
	const about = (item: DayItem): string => [item.customer.name, item.ticket?.number, item.ticket?.title].filter(Boolean).join(" · ");

	const side = usePeek();
	const recordOf = (item: DayItem): Peek => (item.ticket ? { kind: "tickets", id: item.ticket.id } : { kind: "customers", id: item.customer_id ?? "" });
	const pathOf = (item: DayItem): string => `/${recordOf(item).kind}/${recordOf(item).id}`;

	async function place(id: string | undefined): Promise<void> {
		const item = queue.items.value.find((i) => i.id === id);
		if (side.peek.value && item && !side.show(recordOf(item))) return;
		current.value = id;
		await nextTick();
		const row = id ? document.querySelector<HTMLElement>(`.day-row[data-id="${id}"]`) : null;
		row?.scrollIntoView({ block: "nearest" });
		row?.focus({ preventScroll: true });
	}

	async function takeBack(id: string): Promise<void> {
		const was = done.get(id);
		if (!was?.undo) return;
		try {
			await was.undo();
			done.delete(id);
			toastDone(t("common.undone"));
		} catch (problem) {
			if (!(problem instanceof Problem)) throw problem;
			toastWrong(problem.message);
		}
		await queue.again();
	}

	function finish(item: DayItem, undo: Undo | null): void {
		const next = neighbour(shown.value, item.id, 1);
		done.set(item.id, { item, at: now.value, undo });
		toastDone(t("my_day.logged", { name: item.customer.name }), undo ? () => takeBack(item.id) : undefined);
		void queue.again();
		void place(next === item.id ? undefined : next);
	}

	async function begin(item: DayItem): Promise<void> {
		if (!settlements[item.kind].quick) {
			settling.value = item;
			return;
		}
		try {
			finish(item, (await settle(settleable(item), { content: "", channel: "phone", confirmation: null, feedback: "", planned_at: null, mentions: [] })).undo);
		} catch (problem) {
			if (!(problem instanceof Problem)) throw problem;
			toastWrong(problem.message);
		}
	}

	function settled(undo: Undo | null): void {
		const item = settling.value;
		settling.value = null;
		if (item) finish(item, undo);
	}

	function noAnswer(): void {
		const item = settling.value;
		settling.value = null;
		if (item) snoozing.value = { item, reason: t("my_day.no_answer_reason") };
	}

	function snoozed(): void {
		const item = snoozing.value?.item;
		snoozing.value = null;
		if (!item) return;
		toastDone(t("my_day.put_aside"), () => wake(item));
		void place(neighbour(shown.value, item.id, 1));
		void queue.again();
	}

	async function wake(item: DayItem): Promise<void> {
		await unsnooze(item.id);
		await queue.again();
	}

	/** Opens a row beside the queue; as a page without room, or when it is open already. */
	function open(item: DayItem): void {
		const { kind, id } = recordOf(item);
		current.value = item.id;
		if (!hasRoom() || side.is(kind, id)) void router.push(pathOf(item));
		else side.show({ kind, id });
	}

	function putAside(item: DayItem): void {
		snoozing.value = { item };
	}
	const on = (then: (item: DayItem) => void) => () => {
		const item = at();
		if (item) then(item);
	};
	const last = (): Done | undefined => [...done.values()].filter((d) => d.undo).at(-1);
	const has = (): boolean => at() !== undefined;
	/** Enter presses the button or follows the link that has the focus. */
	const onRow = (): boolean => has() && !document.activeElement?.matches("a, button");
	const arrowsMove = (): boolean => side.peek.value !== null && !document.activeElement?.closest(".peek-body");
	const go = (by: number): void => void place(neighbour(shown.value, current.value, by));
	watch(side.peek, (now, was) => {
		if (!now && was) void place(current.value);
	});
	useActions("my_day.title", [
		{ id: "day-next", label: "lists.next_row", keys: "j", quiet: true, perform: () => go(1) },
		{ id: "day-previous", label: "lists.previous_row", keys: "k", quiet: true, perform: () => go(-1) },
		{ id: "day-next-peek", label: "lists.next_row", keys: "ArrowDown", quiet: true, can: arrowsMove, perform: () => go(1) },
		{ id: "day-previous-peek", label: "lists.previous_row", keys: "ArrowUp", quiet: true, can: arrowsMove, perform: () => go(-1) },
		{ id: "day-peek", label: "lists.open_row", keys: "Enter", quiet: true, can: onRow, perform: on(open) },
		{ id: "day-settle", label: "my_day.settle", icon: EditPen, keys: "l", can: () => at()?.can.settle ?? false, perform: on((i) => void begin(i)) },
		{ id: "day-snooze", label: "my_day.snooze", icon: Clock, keys: "h", can: () => at()?.can.snooze ?? false, perform: on(putAside) },
		{ id: "day-why", label: "why.title", keys: "w", can: has, perform: on((i) => void router.replace({ query: { ...route.query, why: i.id } })) },
		{ id: "day-open", label: "my_day.open", icon: User, keys: "o", can: has, perform: on((i) => void router.push(pathOf(i))) },
		{ id: "day-undo", label: "common.undo", icon: RefreshLeft, keys: "u", can: () => last() !== undefined, perform: () => void takeBack(last()?.item.id ?? "") },
	]);
	return { queue, sections: shown, current, settling, snoozing, begin, settled, noAnswer, snoozed, wake, open, putAside, takeBack, about };
}
