import type { Catalogue } from "../i18n";

export const customers: Catalogue["customers"] = {
	title: "客戶",
};
