import { expect, test } from "vitest";
import { speak } from "@/i18n/i18n";
import { actionWord, differences, fieldWord } from "./model";

test("actions and fields are called as on the pages of their records", async () => {
	await speak("zh-CN");
	expect([actionWord("seen"), actionWord("replied"), actionWord("unheard_of")]).toEqual(["看到保密内容", "回复", "unheard_of"]);
	expect([fieldWord("follow_up", "content"), fieldWord("follow_up", "owner_id"), fieldWord("contact", "fields"), fieldWord("user", "unheard_of")]).toEqual(["内容", "跟进人", "字段", "unheard_of"]);
});

test("a difference has the value before, where there was one, and after", () => {
	expect(differences({ name: ["a", "b"], count: [1, 2] })).toEqual([
		{ name: "name", from: "a", to: "b" },
		{ name: "count", from: "1", to: "2" },
	]);
	expect(differences({ id: [null, "7"], phone: [null, "138****5678"] })).toEqual([{ name: "phone", from: "", to: "138****5678" }]);
	expect(differences({ email: ["a***@b.cn", null] })[0]?.to).not.toBe("");
});

test("values are told in words, documents as such, long texts by their beginning", async () => {
	await speak("zh-CN");
	expect(differences({ disabled: [false, true], document: [null, { rules: [] }], body: [null, "长".repeat(400)] }).map((d) => [d.from, d.to.length > 20 ? d.to.length : d.to])).toEqual([
		["否", "是"],
		["", "（文档）"],
		["", 301],
	]);
});

test("what is no difference is left out", () => {
	expect(differences(null)).toEqual([]);
	expect(differences([1])).toEqual([]);
	expect(differences({ odd: "text" })).toEqual([]);
});
