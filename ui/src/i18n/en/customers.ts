import type { Catalogue } from "../i18n";

export const customers: Catalogue["customers"] = {
	title: "Customers",
};
