import type { Catalogue } from "../i18n";

export const coverage: Catalogue["coverage"] = {
	title: "覆蓋率與逾時",
};
