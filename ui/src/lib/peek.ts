// The record that the side panel shows beside a list; it stands in the address, ?peek=tickets/12.
import { computed, shallowRef, type ComputedRef } from "vue";
import { useRoute, useRouter, type LocationQueryRaw } from "vue-router";
import { t } from "@/i18n/i18n";

const kinds = ["customers", "tickets", "follow-ups"] as const;
export type PeekKind = (typeof kinds)[number];
export type Peek = { kind: PeekKind; id: string };

/** Whether something was typed in the panel that another record would take away. */
export const peekDraft = shallowRef(false);

/** What an address means; null for none and for what nobody can mean. */
export function peekOf(value: unknown): Peek | null {
	const [, name = "", id = ""] = /^([a-z-]+)\/([1-9]\d*)$/.exec(typeof value === "string" ? value : "") ?? [];
	const kind = kinds.find((k) => k === name);
	return kind ? { kind, id } : null;
}

/** Whether a panel has room beside a list; else a record opens as a page. */
export function hasRoom(): boolean {
	return window.matchMedia("(min-width: 1100px)").matches;
}

export function usePeek(): { peek: ComputedRef<Peek | null>; is: (kind: PeekKind, id: string | undefined) => boolean; show: (to: Peek) => boolean; close: () => boolean } {
	const route = useRoute();
	const router = useRouter();
	const peek = computed(() => peekOf(route.query.peek));

	/** Gives whether the panel may change: what is typed in it is not lost without a word. */
	function leaves(): boolean {
		if (peekDraft.value && !window.confirm(t("common.unsaved"))) return false;
		peekDraft.value = false;
		return true;
	}
	const is = (kind: PeekKind, id: string | undefined): boolean => peek.value?.kind === kind && peek.value.id === id;

	function show(to: Peek): boolean {
		if (is(to.kind, to.id)) return true;
		if (!leaves()) return false;
		const query: LocationQueryRaw = { ...route.query, peek: `${to.kind}/${to.id}` };
		// "Back" closes the panel, however many rows it has followed.
		void (peek.value ? router.replace({ query }) : router.push({ query }));
		return true;
	}
	function close(): boolean {
		if (!leaves()) return false;
		void router.replace({ query: { ...route.query, peek: undefined } });
		return true;
	}
	return { peek, is, show, close };
}
