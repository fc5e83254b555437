import type { Catalogue } from "../i18n";

export const followUps: Catalogue["follow_ups"] = {
	title: "Follow-ups",
};
