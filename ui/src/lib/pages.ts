// What a page tells the frame about itself, beside its route.
import type { Component } from "vue";
import type { RouteRecordRaw } from "vue-router";
import type { Key } from "@/i18n/i18n";

export type MenuGroup = "work" | "rules" | "company";

declare module "vue-router" {
	interface RouteMeta {
		/** Shown without a login. */
		public?: boolean;
		/** Title of the window and, for pages of the menu, their entry. */
		title?: Key;
		/** The page stands in the menu. */
		menu?: { group: MenuGroup; order: number; icon: Component; keys?: string };
		/** Permission without which the page is not offered; of several, any one will do. */
		permission?: string | readonly string[];
	}
}

/** The pages of a feature; each features/x/routes.ts exports them as `routes`. */
export type Pages = RouteRecordRaw[];
