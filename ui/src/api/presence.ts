// Who else is at a record: said again as long as the page is looked at, heard from the reply.
import { onScopeDispose, ref, watch, type Ref } from "vue";
import { api, ask, type Schemas } from "./client";
import { useLive } from "./live";
import { Problem } from "./problem";

export type Other = { user_id: string; editing: boolean };
type Place = { record: Schemas["presence_new"]["record"]; id: string };
const everyMs = 20_000;

/** Says that we are at a record and whether we change it; gives the others who are there. */
export function usePresence(place: () => Place, editing: () => boolean): Ref<Other[]> {
	const others: Ref<Other[]> = ref([]);
	let at = place();

	async function say(where: Place, more: { editing?: boolean; gone?: boolean }): Promise<void> {
		try {
			const reply = await ask(api.POST("/presence", { body: { ...where, ...more }, keepalive: true }));
			if (where.id === at.id && !more.gone) others.value = reply.others;
		} catch (problem) {
			// It only warns: without it the page works as before.
			if (!(problem instanceof Problem)) throw problem;
		}
	}
	const here = (): void => {
		if (!document.hidden) void say(at, { editing: editing() });
	};
	const gone = (): void => void say(at, { gone: true });
	const seen = (): void => (document.hidden ? gone() : here());

	watch(
		() => place().id,
		() => {
			gone();
			at = place();
			others.value = [];
			here();
		},
	);
	watch(editing, here);
	useLive("presence", (e) => e.record === at.record && e.id === at.id, here);
	const timer = setInterval(here, everyMs);
	document.addEventListener("visibilitychange", seen);
	onScopeDispose(() => {
		clearInterval(timer);
		document.removeEventListener("visibilitychange", seen);
		gone();
	});
	here();
	return others;
}
