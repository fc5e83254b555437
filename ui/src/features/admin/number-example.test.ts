import { expect, it } from "vitest";
import { numberExample } from "./number-example";

it("shows the numbers of customers by year and those of tickets by day", () => {
	expect(numberExample("C", false, 3, "2024-03-25")).toBe("C2024001");
	expect(numberExample("WX", true, 3, "2024-03-25")).toBe("WX20240325001");
});
