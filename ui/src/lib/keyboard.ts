// One listener for all shortcuts.  Single letters work only where nobody is typing and no
// dialog is open, never during the composition of an input method, and can be switched off.
import { createKeybindingsHandler } from "tinykeys";
import { actionCan, offeredGroups, type Action } from "./actions";

/** Whether keys write there. */
export function typing(target: EventTarget | null): boolean {
	return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select, [role=combobox], [role=textbox]"));
}

/** Whether a dialog lies over the page. */
export function covered(): boolean {
	return document.querySelector(".el-overlay:not([style*='display: none']), dialog[open]") !== null;
}

/** Of several actions with one key the newest that can be done now is meant. */
function bindings(enabled: () => boolean): Record<string, (event: KeyboardEvent) => void> {
	const byKeys = new Map<string, Action[]>();
	for (const group of offeredGroups.value) for (const action of group.actions) if (action.keys) byKeys.set(action.keys, [...(byKeys.get(action.keys) ?? []), action]);
	return Object.fromEntries([...byKeys].map(([keys, actions]) => [keys, handler(keys.includes("$mod"), actions, enabled)]));
}

function handler(chord: boolean, actions: readonly Action[], enabled: () => boolean): (event: KeyboardEvent) => void {
	return (event) => {
		if (!chord && (!enabled() || typing(event.target) || covered())) return;
		const action = actions.find(actionCan);
		if (!action) return;
		event.preventDefault();
		action.perform();
	};
}

/** Listens for the keys of whatever actions are offered; returns how to stop. */
export function keyboardListen(enabled: () => boolean): () => void {
	let known = offeredGroups.value;
	let handle = createKeybindingsHandler(bindings(enabled), { ignore: () => false });
	const listen = (event: KeyboardEvent): void => {
		if (event.isComposing || event.keyCode === 229) return;
		if (known !== offeredGroups.value) {
			known = offeredGroups.value;
			handle = createKeybindingsHandler(bindings(enabled), { ignore: () => false });
		}
		handle(event);
	};
	window.addEventListener("keydown", listen);
	return () => window.removeEventListener("keydown", listen);
}

const names: Record<string, string> = { $mod: "Ctrl", Enter: "↵", Escape: "Esc", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", "Shift+?": "?" };

/** The keys of an action one by one, as they stand on a keyboard: ["Ctrl", "K"]. */
export function keyNames(keys: string): string[] {
	if (names[keys]) return [names[keys]];
	return keys.split(/[ +]/).map((k) => names[k] ?? (k.length === 1 ? k.toUpperCase() : k));
}
