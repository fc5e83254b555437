// An action is declared once: its label, icon, keys and whether it can be done; buttons, menus,
// the command palette, the keyboard and the help read the same object.
import { computed, onScopeDispose, shallowReactive, type Component, type ComputedRef } from "vue";
import type { Key } from "@/i18n/i18n";

export type Action = {
	id: string;
	label: Key;
	icon?: Component;
	/** As tinykeys writes them: "l", "$mod+k", "g c". */
	keys?: string;
	/** The server's word on it; absent: it can. */
	can?: () => boolean;
	/** Not offered in the palette (it needs a place, like "next row"). */
	quiet?: boolean;
	perform: () => void;
};

export type ActionGroup = { title: Key; actions: Action[] };

const groups = shallowReactive(new Set<ActionGroup>());

export function actionCan(action: Action): boolean {
	return action.can?.() ?? true;
}

/** Offers actions while the component lives; of those with the same keys that can be done, the latest is meant. */
export function useActions(title: Key, actions: Action[]): void {
	const group = { title, actions };
	groups.add(group);
	onScopeDispose(() => groups.delete(group));
}

/** All that can be done now, the newest group first. */
export const offeredGroups: ComputedRef<ActionGroup[]> = computed(() => [...groups].reverse());
