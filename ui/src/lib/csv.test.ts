import { expect, test } from "vitest";
import { csvText } from "./csv";

test("quotes, empty cells and numbers", () => {
	expect(csvText([["a", 1, null], ['x "y", z', "第二行\n下一行", undefined]])).toBe('\uFEFFa,1,\r\n"x ""y"", z","第二行\n下一行",\r\n');
});

test("what a spreadsheet would run is text", () => {
	expect(csvText([["=1+1", "+86", "-x", "@a", "\tb", -5]])).toBe("\uFEFF'=1+1,'+86,'-x,'@a,'\tb,-5\r\n");
});
