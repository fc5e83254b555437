import type { Catalogue } from "../i18n";

export const firstSteps: Catalogue["first_steps"] = {
	title: "開始使用",
};
