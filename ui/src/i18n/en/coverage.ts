import type { Catalogue } from "../i18n";

export const coverage: Catalogue["coverage"] = {
	title: "Coverage and what is late",
};
