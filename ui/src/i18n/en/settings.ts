import type { Catalogue } from "../i18n";

export const settings: Catalogue["settings"] = {
	title: "My settings",
};
