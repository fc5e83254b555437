import type { Catalogue } from "../i18n";

export const calendars: Catalogue["calendars"] = {
	title: "Calendars",
};
