// All pages, collected from the features, and the door: who is not logged in comes to the login,
// a company that is not set up yet to the first steps.
import { createRouter, createWebHistory, loadRouteLocation, type RouteLocationNormalized, type RouteLocationRaw } from "vue-router";
import { api, ask } from "@/api/client";
import { Problem } from "@/api/problem";
import { may, sessionLoad, user } from "@/api/session";
import { t } from "@/i18n/i18n";
import type { Pages } from "@/lib/pages";

const found = import.meta.glob<{ routes: Pages }>("../features/*/routes.ts", { eager: true });
export const pages: Pages = Object.values(found).flatMap((f) => f.routes);

export const router = createRouter({
	history: createWebHistory(),
	routes: [...pages, { path: "/:rest(.*)*", name: "not-found", component: () => import("./not-found.vue"), meta: { title: "common.not_found_title" } }],
	scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
});

let ready = false;

async function knock(to: RouteLocationNormalized): Promise<RouteLocationRaw> {
	const { open } = await ask(api.GET("/setup"));
	return open ? { name: "first-steps" } : { name: "login", query: to.fullPath === "/" ? {} : { next: to.fullPath } };
}

async function hasCompany(): Promise<boolean> {
	try {
		await ask(api.GET("/company"));
		return true;
	} catch (problem) {
		if (problem instanceof Problem && problem.status === 404) return false;
		throw problem;
	}
}

/** Fetches the frame and the page while the server is still being asked; what fails here fails
 * again, and is told, when they are shown. */
function preload(to: RouteLocationNormalized): void {
	Promise.all([import("./shell.vue"), loadRouteLocation(to)]).catch(() => undefined);
}

/** Fetches the pages of the menu, one after the other, so that they open at once. */
export async function preloadMenu(): Promise<void> {
	for (const page of pages) if (page.meta?.menu && offered(page)) await loadRouteLocation(router.resolve(page.path)).catch(() => undefined);
}

async function enter(to: RouteLocationNormalized): Promise<RouteLocationRaw | true> {
	try {
		if (!user.value) await sessionLoad();
		if (!ready) preload(to);
		if (!ready && !(await hasCompany())) return { name: "first-steps" };
		ready = true;
	} catch (problem) {
		if (problem instanceof Problem && problem.status === 401) return knock(to);
		// Unreachable: the page itself says so and offers to try again.
		if (!(problem instanceof Problem)) throw problem;
	}
	return true;
}

/** Whether a page is offered to the person. */
export function offered(route: { meta?: { permission?: string | readonly string[] } }): boolean {
	return route.meta?.permission === undefined || [route.meta.permission].flat().some(may);
}

router.beforeEach((to) => (to.meta.public ? true : enter(to)));
router.afterEach((to) => {
	const title = to.meta.title ? `${t(to.meta.title)} · ` : "";
	document.title = `${title}${t("common.product")}`;
});
