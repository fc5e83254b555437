import type { Catalogue } from "../i18n";

export const imports: Catalogue["imports"] = {
	title: "匯入客戶",
};
