import { Stamp } from "@element-plus/icons-vue";
import type { Pages } from "@/lib/pages";

export const routes: Pages = [{ path: "/audit", name: "audit", component: () => import("./audit-page.vue"), meta: { title: "audit.title", permission: "audit.read", menu: { group: "company", order: 4, icon: Stamp, keys: "g u" } } }];
