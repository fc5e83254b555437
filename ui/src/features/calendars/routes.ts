import { Calendar } from "@element-plus/icons-vue";
import type { Pages } from "@/lib/pages";

export const routes: Pages = [
	{ path: "/calendars", name: "calendars", component: () => import("./calendars-page.vue"), meta: { title: "calendars.title", permission: "policy.read", menu: { group: "rules", order: 2, icon: Calendar, keys: "g k" } } },
	{ path: "/calendars/:id", name: "calendar", component: () => import("./calendar-page.vue"), meta: { title: "calendars.title", permission: "policy.read" } },
];
