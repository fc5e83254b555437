import fc from "fast-check";
import { expect, it } from "vitest";
import { chosenColumns, columnKeys, type Column } from "./columns";

const columns: Column<object>[] = [
	{ key: "name", label: "common.view", fixed: true },
	{ key: "owner", label: "common.view" },
	{ key: "stage", label: "common.view" },
	{ key: "industry", label: "common.view", extra: true },
];
const keys = (chosen: string[] | undefined) => chosenColumns(columns, chosen).map((c) => c.key);

it.each([
	["the usual ones when nothing is chosen", undefined, ["name", "owner", "stage"]],
	["the usual ones for an empty choice", [], ["name", "owner", "stage"]],
	["those chosen in their order", ["name", "industry", "owner"], ["name", "industry", "owner"]],
	["a fixed one though it was not chosen", ["stage"], ["name", "stage"]],
	["frozen ones first", ["name", "owner", "stage*"], ["stage", "name", "owner"]],
	["none that no longer exists", ["name", "gone"], ["name"]],
])("shows %s", (_, chosen, shown) => {
	expect(keys(chosen)).toEqual(shown);
});

it("shows the same again from what it remembers", () => {
	const choice = fc.uniqueArray(fc.constantFrom("name", "owner*", "stage", "industry*", "gone"), { minLength: 1 });
	fc.assert(
		fc.property(choice, (chosen) => {
			const shown = chosenColumns(columns, chosen);
			expect(columnKeys(chosenColumns(columns, columnKeys(shown)))).toEqual(columnKeys(shown));
			expect(new Set(shown.map((c) => c.key)).size).toBe(shown.length);
		}),
	);
});
