import { Calendar } from "@element-plus/icons-vue";
import type { Pages } from "@/lib/pages";

export const routes: Pages = [
	{ path: "/", name: "my-day", component: () => import("./my-day-page.vue"), meta: { title: "my_day.title", menu: { group: "work", order: 1, icon: Calendar, keys: "g d" } } },
];
