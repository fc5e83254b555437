import { Bell } from "@element-plus/icons-vue";
import type { Pages } from "@/lib/pages";

export const routes: Pages = [{ path: "/notifications", name: "notifications", component: () => import("./notifications-page.vue"), meta: { title: "notifications.title", menu: { group: "work", order: 9, icon: Bell, keys: "g n" } } }];
