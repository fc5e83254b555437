import type { Pages } from "@/lib/pages";

export const routes: Pages = [
	{ path: "/login", name: "login", component: () => import("./login-page.vue"), meta: { public: true, title: "shell.login_title" } },
	{ path: "/forgotten-password", component: () => import("./forgotten-page.vue"), meta: { public: true, title: "shell.forgotten_title" } },
	{ path: "/new-password", component: () => import("./new-password-page.vue"), meta: { public: true, title: "shell.new_password_title" } },
];
