import { AlarmClock, Aim } from "@element-plus/icons-vue";
import type { Pages } from "@/lib/pages";

export const routes: Pages = [
	{ path: "/late", name: "late", component: () => import("./late-page.vue"), meta: { title: "late.title", permission: "coverage.read", menu: { group: "work", order: 7, icon: AlarmClock, keys: "g l" } } },
	{ path: "/coverage", name: "coverage", component: () => import("./coverage-page.vue"), meta: { title: "coverage.title", permission: "coverage.read", menu: { group: "work", order: 6, icon: Aim, keys: "g v" } } },
];
