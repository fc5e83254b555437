import type { Catalogue } from "../i18n";

export const admin: Catalogue["admin"] = {
	title: "系統管理",
};
