import type { Pages } from "@/lib/pages";

export const routes: Pages = [{ path: "/first-steps", name: "first-steps", component: () => import("./first-steps-page.vue"), meta: { title: "first_steps.title", public: true } }];
