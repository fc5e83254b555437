import { EditPen } from "@element-plus/icons-vue";
import type { Pages } from "@/lib/pages";

export const routes: Pages = [{ path: "/snippets", name: "snippets", component: () => import("./snippets-page.vue"), meta: { title: "snippets.title", menu: { group: "rules", order: 5, icon: EditPen, keys: "g p" } } }];
