import { expect, it } from "vitest";
import { useForm, type Refusal } from "./form";

function refusal(field: string, text: string): Refusal {
	return Object.assign(new Error(text), {
		status: 422,
		of: (name: string) => (name === field ? text : ""),
		rest: (shown: readonly string[]) => (shown.includes(field) ? [] : [text]),
	});
}

it("knows what was changed, and what was changed back", () => {
	const form = useForm({ name: "a", tags: ["x"], note: "" });
	expect(form.dirty.value).toBe(false);
	form.values.tags.push("y");
	form.values.name = "b";
	expect(form.changes()).toEqual({ name: "b", tags: ["x", "y"] });
	form.values.name = "a";
	form.values.tags.pop();
	expect([form.dirty.value, form.changes()]).toEqual([false, {}]);
});

it("does not share what it began with", () => {
	const initial = { tags: ["x"] };
	const form = useForm(initial);
	form.values.tags.push("y");
	expect(initial.tags).toEqual(["x"]);
});

it("shows a refusal at its field until it is sent again", async () => {
	const form = useForm({ name: "" });
	expect(await form.submit(() => Promise.reject(refusal("name", "required")))).toBe(false);
	expect([form.error("name"), form.others.value, form.busy.value]).toEqual(["required", [], false]);
	const sent = form.submit(() => Promise.resolve());
	expect([form.error("name"), form.busy.value]).toEqual(["", true]);
	expect(await sent).toBe(true);
});

it("keeps the refusal of a field that it does not show", async () => {
	const form = useForm({ name: "" });
	await form.submit(() => Promise.reject(refusal("owner_id", "not yours")));
	expect(form.others.value).toEqual(["not yours"]);
});

it("hides no error of our own", async () => {
	const form = useForm({ name: "" });
	await expect(form.submit(() => Promise.reject(new TypeError("oops")))).rejects.toThrow("oops");
	expect(form.busy.value).toBe(false);
});

it("starts again from other values", () => {
	const form = useForm({ name: "a" });
	form.values.name = "b";
	form.restart({ name: "c" });
	expect([form.values.name, form.dirty.value]).toEqual(["c", false]);
});
