import { effectScope, type EffectScope } from "vue";
import { afterEach, beforeEach, expect, it } from "vitest";
import { useActions, type Action } from "./actions";
import { keyNames, keyboardListen } from "./keyboard";

let done: string[];
let enabled: boolean;
let scope: EffectScope;
let stop: () => void;

function action(keys: string, more: Partial<Action> = {}): Action {
	return { id: keys, label: "common.save", keys, perform: () => done.push(keys), ...more };
}

// happy-dom's events lack what browsers' have: keyCode, getModifierState.
function press(key: string, init: KeyboardEventInit & { keyCode?: number } = {}, on: EventTarget = document.body): KeyboardEvent {
	const event = new KeyboardEvent("keydown", { key, code: `Key${key.toUpperCase()}`, bubbles: true, cancelable: true, ...init });
	const held = (name: string) => name === "Control" && init.ctrlKey === true;
	Object.defineProperties(event, { keyCode: { value: init.keyCode ?? 0 }, getModifierState: { value: held } });
	on.dispatchEvent(event);
	return event;
}

function put(html: string): Element {
	document.body.innerHTML = html;
	return document.body.firstElementChild!;
}

beforeEach(() => {
	done = [];
	enabled = true;
	document.body.innerHTML = "";
	scope = effectScope();
	scope.run(() => useActions("shell.help_global", [action("l"), action("$mod+k"), action("g c"), action("x", { can: () => false })]));
	stop = keyboardListen(() => enabled);
});
afterEach(() => {
	stop();
	scope.stop();
});

it("does what the key says, and the browser does not", () => {
	expect(press("l").defaultPrevented).toBe(true);
	press("k", { ctrlKey: true });
	press("g");
	press("c");
	expect(done).toEqual(["l", "$mod+k", "g c"]);
});

it("leaves keys of an input method alone", () => {
	press("l", { isComposing: true });
	press("l", { keyCode: 229 });
	press("k", { ctrlKey: true, isComposing: true });
	expect(done).toEqual([]);
});

it.each(["<input>", "<textarea></textarea>", "<select></select>", '<div role="combobox"></div>', '<div role="textbox"></div>'])("takes no single letter where somebody types: %s", (html) => {
	const box = put(html);
	expect(press("l", {}, box).defaultPrevented).toBe(false);
	press("k", { ctrlKey: true }, box);
	expect(done).toEqual(["$mod+k"]);
});

it("takes no single letter below an open dialog", () => {
	put("<dialog open></dialog>");
	press("l");
	expect(done).toEqual([]);
});

it("can be switched off, but for chords", () => {
	enabled = false;
	press("l");
	press("k", { ctrlKey: true });
	expect(done).toEqual(["$mod+k"]);
});

it("does nothing that cannot be done", () => {
	expect(press("x").defaultPrevented).toBe(false);
	expect(done).toEqual([]);
});

it("prefers the newest of two with the same key, until it is gone", () => {
	const panel = effectScope();
	panel.run(() => useActions("shell.help_page", [action("l", { perform: () => done.push("panel") })]));
	press("l");
	panel.stop();
	press("l");
	expect(done).toEqual(["panel", "l"]);
});

it("hears nothing any more when stopped", () => {
	stop();
	press("l");
	expect(done).toEqual([]);
});

it.each([
	["$mod+k", ["Ctrl", "K"]],
	["g c", ["G", "C"]],
	["Shift+?", ["?"]],
	["Enter", ["↵"]],
])("%s stands on a keyboard", (keys, names) => {
	expect(keyNames(keys)).toEqual(names);
});

it("means the newest action that can be done now", () => {
	let possible = false;
	scope.run(() => useActions("shell.help_global", [action("l", { can: () => possible, perform: () => done.push("newer l") })]));
	press("l");
	possible = true;
	press("l");
	expect(done).toEqual(["l", "newer l"]);
});
