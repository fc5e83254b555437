// Previous and next record within the list that one came from.
import { computed, shallowRef, type ComputedRef } from "vue";
import type { ListName } from "@/api/lists";

type Place = { id: string; path: string };
const remembered = shallowRef<{ name: ListName; places: readonly Place[] } | null>(null);

/** Remembers the rows among which a record was opened. */
export function rememberList(name: ListName, places: readonly Place[]): void {
	remembered.value = { name, places };
}

/** The paths of the neighbours of a record in the list that it was opened from. */
export function useNeighbours(name: ListName, id: () => string): ComputedRef<{ previous?: string; next?: string; at: number; of: number }> {
	return computed(() => {
		const places = remembered.value?.name === name ? remembered.value.places : [];
		const at = places.findIndex((p) => p.id === id());
		return at < 0 ? { at: 0, of: 0 } : { previous: places[at - 1]?.path, next: places[at + 1]?.path, at: at + 1, of: places.length };
	});
}
