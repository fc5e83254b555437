import { expect, test } from "vitest";
import { bodyOf, namesOf, stepsOf } from "./model";

test("steps are the lines with something in them", () => {
	expect(stepsOf(" 记录问题\n\n联系客户 \r\n  \n")).toEqual(["记录问题", "联系客户"]);
});

test("only what a form changed goes to the server, lines as items", () => {
	expect(bodyOf({ items: "a\nb" })).toEqual({ items: ["a", "b"] });
	expect(bodyOf({ required: true })).toEqual({ required: true });
});

test("a list from the server is its texts", () => {
	expect([namesOf(["a", 7]), namesOf(null), namesOf({})]).toEqual([["a"], [], []]);
});
