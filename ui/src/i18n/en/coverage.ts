import type { Catalogue } from "../i18n";

export const coverage: Catalogue["coverage"] = {
	title: "Coverage",
	about: "Every active customer should have a next touch within the standard. This list should be empty.",
	active: "active customers",
	beyond: "late",
	without: "without a next touch",
	since: "Late by",
	hand_over: "Hand over",
	hand_over_to: "Hand over to",
	handed_over: "{n} customer handed over to {name} | {n} customers handed over to {name}",
	empty_title: "Nobody is left out",
	empty_hint: "Every customer is being followed up.",
	not_handed_over: "{n} customer was not handed over: {why} | {n} customers were not handed over: {why}",
};
