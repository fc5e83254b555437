import fc from "fast-check";
import { expect, it } from "vitest";
import { clockOf, minutesOf } from "./quiet";

it("writes minutes as a clock and reads them back", () => {
	expect([clockOf(1350), clockOf(0), clockOf(null)]).toEqual(["22:30", "00:00", ""]);
	fc.assert(fc.property(fc.integer({ min: 0, max: 1439 }), (n) => minutesOf(clockOf(n)) === n));
});

it("takes an empty clock for none", () => {
	expect([minutesOf(""), minutesOf(null), minutesOf("7")]).toEqual([null, null, null]);
});
