import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeAll, expect, it } from "vitest";
import { speak } from "@/i18n/i18n";
import AppDialog from "./app-dialog.vue";

function open(props: Partial<InstanceType<typeof AppDialog>["$props"]> = {}) {
	return mount(AppDialog, { attachTo: document.body, props: { title: "Log a call", ...props }, slots: { default: "<input>" } });
}

beforeAll(() => speak("en"));
afterEach(() => {
	document.body.innerHTML = "";
});

it("opens over the page under its title", () => {
	const dialog = open();
	expect(dialog.get("dialog").attributes()).toMatchObject({ "aria-label": "Log a call" });
	expect(dialog.get("dialog").element.open).toBe(true);
	dialog.unmount();
});

it.each(["cancel", "mousedown"])("asks to be closed on %s", async (event) => {
	const dialog = open();
	await dialog.get("dialog").trigger(event);
	await flushPromises();
	expect(dialog.emitted("close")).toHaveLength(1);
	dialog.unmount();
});

it("does not close by a click on what is in it", async () => {
	const dialog = open();
	await dialog.get("input").trigger("mousedown");
	await flushPromises();
	expect(dialog.emitted("close")).toBeUndefined();
	dialog.unmount();
});

it.each([
	["at once", () => false],
	["after asking", () => Promise.resolve(false)],
])("stays when it may not close, said %s", async (_, mayClose) => {
	const dialog = open({ mayClose });
	await dialog.get("button[aria-label=Close]").trigger("click");
	await flushPromises();
	expect(dialog.emitted("close")).toBeUndefined();
	dialog.unmount();
});

it("gives the focus back to where it was", () => {
	const opener = document.createElement("button");
	document.body.append(opener);
	opener.focus();
	const dialog = open();
	dialog.get("input").element.focus();
	dialog.unmount();
	expect(document.activeElement).toBe(opener);
});
