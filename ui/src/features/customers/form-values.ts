// What the form of a customer holds, made from the record and back.
import type { Customer } from "./spec";

export type CustomerValues = Pick<
	Customer,
	"name" | "industry" | "region" | "owner_id" | "department_id" | "state" | "tier" | "stage" | "strategic" | "tags" | "cooperation_since" | "preferred_channel" | "preferred_time" | "special_requests" | "time_zone" | "note"
>;

export const emptyCustomer: CustomerValues = {
	name: "",
	industry: null,
	region: null,
	owner_id: null,
	department_id: null,
	state: "active",
	tier: "ordinary",
	stage: "new",
	strategic: false,
	tags: [],
	cooperation_since: null,
	preferred_channel: "phone",
	preferred_time: null,
	special_requests: null,
	time_zone: null,
	note: null,
};

export function valuesOf(c: Customer): CustomerValues {
	const { name, industry, region, owner_id, department_id, state, tier, stage, strategic, tags, cooperation_since, preferred_channel, preferred_time, special_requests, time_zone, note } = c;
	return { name, industry, region, owner_id, department_id, state, tier, stage, strategic, tags: [...tags], cooperation_since, preferred_channel, preferred_time, special_requests, time_zone, note };
}

/** Empty texts of inputs are no value. */
export function cleaned<T extends object>(values: T): T {
	const copy = { ...values };
	for (const [name, value] of Object.entries(copy)) if (value === "") Object.assign(copy, { [name]: null });
	return copy;
}
