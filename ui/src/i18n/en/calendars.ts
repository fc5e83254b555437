import type { Catalogue } from "../i18n";

export const calendars: Catalogue["calendars"] = {
	title: "Calendars",
	about: "Business hours, days off and make-up workdays; deadlines are counted by them.",
	known_until: "days off known until {t}",
	year_before: "Year before",
	year_after: "Year after",
	read_notice: "Load a notice",
	provisional: "The days off of {n} are not loaded yet; deadlines that fall there are provisional.",
	kind_work: "Workday",
	kind_off: "Weekend",
	kind_holiday: "Day off",
	kind_make_up: "Make-up workday",
	notice_text: "The notice's text, CSV, JSON or ICS",
	notice_hint: "Paste the State Council's notice as it is",
	check: "Check",
	apply: "Save and put in force",
	differences: "{n} day changes | {n} days change",
	try_out: "Preview the effect",
};
