import type { Catalogue } from "../i18n";

export const admin: Catalogue["admin"] = {
	title: "Administration",
};
