import type { Pages } from "@/lib/pages";

export const routes: Pages = [
	{ path: "/login", name: "login", component: () => import("./login-page.vue"), meta: { public: true, title: "shell.login_title" } },
];
