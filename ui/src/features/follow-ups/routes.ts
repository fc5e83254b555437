import { Bell, Phone } from "@element-plus/icons-vue";
import type { Pages } from "@/lib/pages";

export const routes: Pages = [
	{ path: "/follow-ups", name: "follow-ups", component: () => import("./follow-ups-page.vue"), meta: { title: "follow_ups.title", permission: "follow_up.read", menu: { group: "work", order: 5, icon: Phone, keys: "g f" } } },
	{ path: "/nudges", name: "nudges", component: () => import("./nudges-page.vue"), meta: { title: "follow_ups.nudges_title", permission: "follow_up.inspect", menu: { group: "work", order: 8, icon: Bell, keys: "g r" } } },
];
