import type { Pages } from "@/lib/pages";

export const routes: Pages = [{ path: "/settings", name: "settings", component: () => import("./settings-page.vue"), meta: { title: "settings.title" } }];
