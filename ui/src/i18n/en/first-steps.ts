import type { Catalogue } from "../i18n";

export const firstSteps: Catalogue["first_steps"] = {
	title: "First steps",
};
