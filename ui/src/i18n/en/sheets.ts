import type { Catalogue } from "../i18n";

export const sheets: Catalogue["sheets"] = {
	title: "Sheets",
	about: "See, print and take the customer and problem sheets as the documents have them; each view or export is kept in the audit trail with its reason.",
	choose: "Sheet",
	customer: "Customers and tags",
	ticket: "Customer problems",
	show: "Show",
	print: "Print",
	start_title: "No sheet is shown yet",
	start_hint: "Choose the filters, give a reason and press Show, or take a file at once.",
	empty_hint: "Try other filters.",
	rows: "{n} row | {n} rows",
};
