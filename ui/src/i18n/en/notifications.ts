import type { Catalogue } from "../i18n";

export const notifications: Catalogue["notifications"] = {
	title: "Notifications",
};
