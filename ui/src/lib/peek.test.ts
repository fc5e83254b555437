import { expect, test } from "vitest";
import { peekOf } from "./peek";

test.each([
	["tickets/12", { kind: "tickets", id: "12" }],
	["follow-ups/7", { kind: "follow-ups", id: "7" }],
	["tickets/", null],
	["tickets/0", null],
	["users/1", null],
	["tickets/12/../../x", null],
	["", null],
	[["tickets/1", "tickets/2"], null],
	[undefined, null],
])("%j is a record, or nothing", (value, wanted) => {
	expect(peekOf(value)).toEqual(wanted);
});
