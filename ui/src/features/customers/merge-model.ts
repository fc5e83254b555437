// Which values a merged customer has: for each field in which the two differ, one of both.
import type { CustomerEdit, MergeChoice } from "./queries";
import type { Customer } from "./spec";

export const mergeFields = ["name", "owner_id", "department_id", "tier", "stage", "state", "strategic", "industry", "region", "cooperation_since", "preferred_channel", "preferred_time", "special_requests", "time_zone", "note"] as const;
export type MergeField = (typeof mergeFields)[number];
export type Side = "keep" | "duplicate";
export type Choices = Partial<Record<MergeField, Side>>;

const liveliest = ["active", "paused", "closed"];

function empty(value: unknown): boolean {
	return value === null || value === undefined || value === "";
}

/** The fields in which they differ. */
export function differing(keep: Customer, duplicate: Customer): MergeField[] {
	return mergeFields.filter((name) => (keep[name] ?? null) !== (duplicate[name] ?? null));
}

/** What is proposed: the one that stays, what it lacks from the other, and whoever is more active. */
export function proposed(keep: Customer, duplicate: Customer): Choices {
	const side = (name: MergeField): Side => {
		if (name === "state") return liveliest.indexOf(duplicate.state) < liveliest.indexOf(keep.state) ? "duplicate" : "keep";
		return empty(keep[name]) ? "duplicate" : "keep";
	};
	return Object.fromEntries(differing(keep, duplicate).map((name) => [name, side(name)]));
}

/** What the server is told: the fields of the duplicate, and those that stay although the server
 * would fill or change them by itself. */
export function choiceOf(keep: Customer, choices: Choices): MergeChoice {
	const take = mergeFields.filter((name) => choices[name] === "duplicate");
	const stays = mergeFields.filter((name) => choices[name] === "keep" && (name === "state" || name === "department_id" || empty(keep[name])));
	const set: CustomerEdit = Object.fromEntries(stays.map((name) => [name, keep[name] ?? null]));
	return { take, set };
}
