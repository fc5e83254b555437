// The places of China for whoever shows or asks for one; they come when the first is wanted.
import { computed, shallowRef, type ComputedRef } from "vue";
import { locale } from "@/i18n/i18n";
import { regionNames, regionText, regionTree, type Region, type RegionData } from "./region-model";

const loaded = shallowRef<{ data: RegionData; names: ReadonlyMap<string, string> }>();
let wanted = false;

function want(): void {
	if (wanted) return;
	wanted = true;
	void import("virtual:regions").then(({ default: data }) => (loaded.value = { data, names: regionNames(data) }));
}

/** Gives the words of a code; the code itself until they have come. */
export function useRegionNames(): (code: string | null | undefined) => string {
	return (code) => {
		if (!code) return "";
		want();
		return loaded.value ? regionText(loaded.value.names, loaded.value.data, code, locale.value) : code;
	};
}

export function useRegionTree(): ComputedRef<Region[]> {
	want();
	return computed(() => (loaded.value ? regionTree(loaded.value.names, loaded.value.data, locale.value) : []));
}
