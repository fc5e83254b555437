import type { Catalogue } from "../i18n";

export const lists: Catalogue["lists"] = {
	title: "Views",
	views: "Views",
	save_view: "Save as view",
	edit_view: "Edit view",
	view_name: "Name of the view",
	visibility: "Who sees it",
	locked: "Locked",
	locked_hint: "Only its owner can change it",
	view_hint: "The filters, order and columns shown now are kept with it.",
	next_row: "Next row",
	previous_row: "Previous row",
	open_row: "Open the row",
	tick_row: "Select the row",
	search_here: "Search this list",
	position: "{at} of {of}",
};
