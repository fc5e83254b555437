import { Finished } from "@element-plus/icons-vue";
import type { Pages } from "@/lib/pages";

export const routes: Pages = [{ path: "/checklist-templates", name: "checklist-templates", component: () => import("./checklists-page.vue"), meta: { title: "standards.checklists", permission: "policy.write", menu: { group: "rules", order: 4, icon: Finished, keys: "g x" } } }];
