import { Tickets } from "@element-plus/icons-vue";
import type { Pages } from "@/lib/pages";

export const routes: Pages = [
	{ path: "/tickets", name: "tickets", component: () => import("./tickets-page.vue"), meta: { title: "tickets.title", permission: "ticket.read", menu: { group: "work", order: 4, icon: Tickets, keys: "g t" } } },
	{ path: "/tickets/:id", name: "ticket", component: () => import("./ticket-page.vue"), meta: { title: "tickets.one", permission: "ticket.read" } },
];
