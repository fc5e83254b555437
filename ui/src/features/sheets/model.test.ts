import { expect, test } from "vitest";
import { filtersOf, sheets } from "./model";

test("a sheet takes its own filters from the address, and nothing else", () => {
	const [customer, ticket] = sheets;
	const query = { sheet: "sheet_ticket", "tier[in]": "vip", "type[in]": "product", owner_id: "7", "submitted_at[gte]": "2026-03-01T00:00:00Z", "submitted_at[lt]": "", pseudo: null, q: "x" };
	expect(filtersOf(customer!, query)).toEqual({ "tier[in]": "vip", owner_id: "7" });
	expect(filtersOf(ticket!, query)).toEqual({ "type[in]": "product", owner_id: "7", "submitted_at[gte]": "2026-03-01T00:00:00Z" });
});
