import type { Catalogue } from "../i18n";

export const tickets: Catalogue["tickets"] = {
	title: "工單",
};
