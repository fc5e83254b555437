import { describe, expect, test } from "vitest";
import { fit, fitting, mentioned, replaced, triggerAt, type Mark } from "./trigger";

const both: readonly Mark[] = ["snippet", "mention"];
/** The caret is where the bar stands. */
function at(text: string, marks = both): string | null {
	const caret = text.indexOf("|");
	const found = triggerAt(text.replace("|", ""), caret, marks);
	return found && `${found.mark} ${found.start} ${found.query}`;
}

describe("what is looked for", () => {
	test.each([
		["::|", "snippet 0 "],
		["您好::kc|", "snippet 2 kc"],
		["：：开场|", "snippet 0 开场"],
		["::kc| 后文", "snippet 0 kc"],
		["a @@wang|", "mention 2 wang"],
		["＠＠王|", "mention 0 王"],
		["::a @@b|", "mention 4 b"],
		[":::x|", "snippet 1 x"],
	])("%s", (text, want) => expect(at(text)).toBe(want));
	test.each(["|::", ":|:", "::a b|", "::a\n|", "@|", "a@b.c|", "::a:|", "::一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一|"])("%s is nothing", (text) => expect(at(text)).toBe(null));
	test("a sign that is off is text", () => {
		expect(at("@@wang|", ["snippet"])).toBe(null);
		expect(at("::a@@b|", ["snippet"])).toBe(null);
	});
});

describe("putting it in", () => {
	const trigger = { mark: "snippet", start: 2, end: 6, query: "kc" } as const;
	test("it takes the place of what was typed", () => expect(replaced("您好::kc！", "::kc", trigger, "，王女士")).toEqual({ text: "您好，王女士！", caret: 6 }));
	test("what was written meanwhile is kept", () => expect(replaced("换了", "::kc", trigger, "好的")).toEqual({ text: "换了好的", caret: 4 }));
});

test("mentioned is who is still named", () => {
	const people = [{ id: "1", name: "王芳" }, { id: "2", name: "周远" }, { id: "1", name: "王芳" }];
	expect(mentioned("请@王芳 看", people)).toEqual(["1"]);
	expect(mentioned("王芳", people)).toEqual([]);
	expect(mentioned("@周远 @王芳", people)).toEqual(["1", "2"]);
});

describe("the list", () => {
	test("begins before contains, the first word before the others", () => {
		expect(fit(["kc", "开场白"], "kc")).toBe(0);
		expect(fit(["kcb", "开场白"], "kc")).toBe(1);
		expect(fit(["x", "kcb"], "kc")).toBe(1.5);
		expect(fit(["akc"], "KC")).toBe(2);
		expect(fit(["", "abc"], "z")).toBe(null);
		expect(fit([""], "")).toBe(null);
	});
	test("is short and stays in order where all fit alike", () => {
		const names = [..."abcdefghij"].map((c) => `${c}x`);
		expect(fitting(names, (n) => [n], "")).toEqual(names.slice(0, 8));
		expect(fitting(["bx", "xb", "x"], (n) => [n], "x", 2)).toEqual(["x", "xb"]);
	});
});
