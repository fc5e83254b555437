import { describe, expect, it } from "vitest";
import { orderOf, type Filter } from "./list-spec";

const filters: Filter[] = [
	{ name: "owner_id", label: "follow_ups.owner", kind: "user" },
	{ name: "planned_at", label: "follow_ups.planned_at", kind: "days", sort: "planned_at" },
	{ name: "done_at", label: "follow_ups.done_at", kind: "days", sort: "-done_at" },
];

describe("the order that goes with what is asked for", () => {
	it("is that of the days", () => {
		expect(orderOf(filters, { "done_at[gte]": "2026-11-01", "done_at[lt]": "2026-11-08" })).toBe("-done_at");
		expect(orderOf(filters, { owner_id: "1", "planned_at[lt]": "2026-11-08" })).toBe("planned_at");
	});

	it("is none without days, nor with another name that begins alike", () => {
		expect(orderOf(filters, { owner_id: "1" })).toBeUndefined();
		expect(orderOf(filters, { "done_at_all[gte]": "1" })).toBeUndefined();
		expect(orderOf(filters, {})).toBeUndefined();
	});
});
