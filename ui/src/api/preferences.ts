// What a person has chosen for the interface: theme, columns, density, shortcuts.  A small
// JSON object of the user on the server, so that it follows them to every device and nothing
// stays in the browser.
import { computed, shallowRef, watch } from "vue";
import { api, ask, ifMatch } from "./client";
import { meLoaded, user } from "./session";

export type Density = "compact" | "relaxed";
export type Preferences = {
	theme: "system" | "light" | "dark";
	density: Density;
	shortcuts: boolean;
	menu: "open" | "narrow";
	/** Columns shown by table, in order. */
	columns: Record<string, string[]>;
};

const defaults: Preferences = { theme: "system", density: "compact", shortcuts: true, menu: "open", columns: {} };
const changed = shallowRef<Partial<Preferences>>({});
const stored = computed(() => (user.value?.preferences ?? {}) as Partial<Preferences>);

watch(
	() => user.value?.id,
	() => {
		changed.value = {};
	},
);

/** The value of a preference. */
export function preference<K extends keyof Preferences>(name: K): Preferences[K] {
	return changed.value[name] ?? stored.value[name] ?? defaults[name];
}

/** Changes preferences at once and stores them. */
export async function prefer(change: Partial<Preferences>): Promise<void> {
	changed.value = { ...changed.value, ...change };
	if (!user.value) return;
	const body = { preferences: { ...stored.value, ...changed.value } as Record<string, unknown> };
	meLoaded(await ask(api.PATCH("/me", { params: { header: ifMatch(user.value) }, body })));
}
