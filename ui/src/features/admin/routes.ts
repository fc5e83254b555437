import { Setting } from "@element-plus/icons-vue";
import type { Pages } from "@/lib/pages";

export const routes: Pages = [
	{
		path: "/admin",
		component: () => import("./admin-page.vue"),
		meta: { title: "admin.title", permission: ["setting.write", "user.write"], menu: { group: "company", order: 3, icon: Setting, keys: "g a" } },
		children: [
			{ path: "", redirect: "/admin/users" },
			{ path: "users", component: () => import("./users-page.vue"), meta: { title: "admin.users" } },
			{ path: "departments", component: () => import("./departments-page.vue"), meta: { title: "admin.departments" } },
			{ path: "tags", component: () => import("./tags-page.vue"), meta: { title: "admin.tags" } },
			{ path: "company", component: () => import("./company-page.vue"), meta: { title: "admin.company" } },
			{ path: "mails", component: () => import("./mails-page.vue"), meta: { title: "admin.mails" } },
			{ path: "webhooks", component: () => import("./webhooks-page.vue"), meta: { title: "admin.webhooks" } },
			{ path: "roles", component: () => import("./roles-page.vue"), meta: { title: "admin.roles" } },
			{ path: "health", component: () => import("./health-page.vue"), meta: { title: "admin.health" } },
		],
	},
];
