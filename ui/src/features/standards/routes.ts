import { Document, Stopwatch } from "@element-plus/icons-vue";
import type { Pages } from "@/lib/pages";

export const routes: Pages = [
	{ path: "/standards", name: "standards", component: () => import("./standards-page.vue"), meta: { title: "standards.title", permission: "policy.read", menu: { group: "rules", order: 1, icon: Stopwatch, keys: "g s" } } },
	{ path: "/standards/:id", name: "standard", component: () => import("./standard-page.vue"), meta: { title: "standards.title", permission: "policy.read" } },
	{ path: "/standards/:id/replay", name: "replay", component: () => import("./replay-page.vue"), meta: { title: "replay.open", permission: "policy.write" } },
	{ path: "/standard-texts", name: "standard-texts", component: () => import("./texts-page.vue"), meta: { title: "standards.texts", permission: "policy.read", menu: { group: "rules", order: 3, icon: Document, keys: "g w" } } },
	{ path: "/standard-texts/:id", name: "standard-text", component: () => import("./text-page.vue"), meta: { title: "standards.texts", permission: "policy.read" } },
];
