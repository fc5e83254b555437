import { Printer } from "@element-plus/icons-vue";
import type { Pages } from "@/lib/pages";

export const routes: Pages = [{ path: "/sheets", name: "sheets", component: () => import("./sheets-page.vue"), meta: { title: "sheets.title", permission: "customer.export", menu: { group: "work", order: 9, icon: Printer, keys: "g p" } } }];
