import type { Catalogue } from "../i18n";

export const imports: Catalogue["imports"] = {
	title: "Import customers",
};
