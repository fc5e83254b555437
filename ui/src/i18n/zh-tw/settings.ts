import type { Catalogue } from "../i18n";

export const settings: Catalogue["settings"] = {
	title: "個人設定",
};
