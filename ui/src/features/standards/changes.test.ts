import { expect, test } from "vitest";
import { speak } from "@/i18n/i18n";
import { linesOf, titleOf } from "./changes";

const added = {
	id: "s3-senior",
	change: "added" as const,
	fields: [
		{ path: "id", becomes: "s3-senior" },
		{ path: "title.zh-CN", becomes: "高级客户" },
		{ path: "title.en", becomes: "Senior customers" },
		{ path: "when.tier", becomes: ["vip", "middle"] },
		{ path: "targets.response", becomes: "24h" },
		{ path: "standard.zh-TW", becomes: "高級客戶" },
	],
};

test("a new rule in words, without ids and other languages", async () => {
	await speak("zh-CN");
	expect(titleOf(added, new Map())).toBe("高级客户");
	expect(linesOf(added.fields).map((l) => [l.what, l.becomes])).toEqual([["名称", "高级客户"], ["等级", "VIP · 中级"], ["首次响应", "24 小时"]]);
});

test("a changed target, a limit that is given up, and what has no words", async () => {
	await speak("en");
	const fields = [
		{ path: "targets.response", was: "24h", becomes: "8h open" },
		{ path: "targets.solution", was: "48h", becomes: null },
		{ path: "pausable", was: ["solution"] },
	];
	const lines = linesOf(fields);
	expect(lines).toEqual([
		{ what: "First response", was: "24 h", becomes: "8 h of opening hours" },
		{ what: "Solution", was: "48 h", becomes: "no limit" },
		{ what: "pausable", was: '["solution"]', becomes: "–" },
	]);
	expect(titleOf({ id: "a", change: "changed", fields }, new Map([["a", "Rule A"]]))).toBe("Rule A");
});
