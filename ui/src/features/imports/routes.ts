import { Upload } from "@element-plus/icons-vue";
import type { Pages } from "@/lib/pages";

export const routes: Pages = [{ path: "/import", name: "import", component: () => import("./import-page.vue"), meta: { title: "imports.title", permission: "customer.import", menu: { group: "company", order: 1, icon: Upload, keys: "g i" } } }];
