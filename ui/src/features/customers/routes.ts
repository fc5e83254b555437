import { OfficeBuilding, Umbrella } from "@element-plus/icons-vue";
import type { Pages } from "@/lib/pages";

export const routes: Pages = [
	{
		path: "/customers",
		name: "customers",
		component: () => import("./customers-page.vue"),
		meta: { title: "customers.title", permission: "customer.read", menu: { group: "work", order: 2, icon: OfficeBuilding, keys: "g c" } },
	},
	{
		path: "/pool",
		name: "pool",
		component: () => import("./pool-page.vue"),
		meta: { title: "customers.pool", permission: "customer.claim", menu: { group: "work", order: 3, icon: Umbrella, keys: "g p" } },
	},
	{ path: "/customers/:id", name: "customer", component: () => import("./customer-page.vue"), meta: { title: "customers.one", permission: "customer.read" } },
];
