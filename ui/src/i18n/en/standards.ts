import type { Catalogue } from "../i18n";

export const standards: Catalogue["standards"] = {
	title: "Response standards",
};
