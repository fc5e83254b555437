import type { Catalogue } from "../i18n";

export const standards: Catalogue["standards"] = {
	title: "回應標準",
};
