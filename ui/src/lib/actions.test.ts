import { effectScope } from "vue";
import { expect, it } from "vitest";
import { actionCan, offeredGroups, useActions, type Action } from "./actions";

function action(id: string, can?: () => boolean): Action {
	return { id, label: "common.save", can, perform: () => undefined };
}

it("offers the newest group first, and none of a component that is gone", () => {
	const page = effectScope();
	const panel = effectScope();
	page.run(() => useActions("shell.help_global", [action("a")]));
	panel.run(() => useActions("shell.help_page", [action("b")]));
	expect(offeredGroups.value.map((g) => g.actions[0]!.id)).toEqual(["b", "a"]);
	panel.stop();
	expect(offeredGroups.value.map((g) => g.title)).toEqual(["shell.help_global"]);
	page.stop();
	expect(offeredGroups.value).toEqual([]);
});

it("can be done unless the server says otherwise", () => {
	expect(actionCan(action("a"))).toBe(true);
	expect(actionCan(action("a", () => false))).toBe(false);
});
