import type { Catalogue } from "../i18n";

export const calendars: Catalogue["calendars"] = {
	title: "工作行事曆",
};
