// What can be done from everywhere: go to a page, search, see the keys, change the look.
import { QuestionFilled, Search, SwitchButton } from "@element-plus/icons-vue";
import { ref, type Ref } from "vue";
import { useRouter } from "vue-router";
import { sessionEnd } from "@/api/session";
import { type Action, useActions } from "@/lib/actions";
import { offered, pages } from "./router";

function pageActions(go: (path: string) => void): Action[] {
	return pages.flatMap((page) =>
		page.meta?.menu && page.meta.title
			? [{ id: `go ${page.path}`, label: page.meta.title, icon: page.meta.menu.icon, keys: page.meta.menu.keys, can: () => offered(page), perform: () => go(page.path) }]
			: [],
	);
}

export function useGlobalActions(): { palette: Ref<boolean>; help: Ref<boolean> } {
	const palette = ref(false);
	const help = ref(false);
	const router = useRouter();
	const open = (what: Ref<boolean>) => () => {
		what.value = true;
	};
	useActions("shell.help_global", [
		{ id: "palette", label: "shell.palette", icon: Search, keys: "$mod+k", quiet: true, perform: open(palette) },
		{ id: "search", label: "common.search", icon: Search, keys: "/", quiet: true, perform: open(palette) },
		{ id: "help", label: "shell.help", icon: QuestionFilled, keys: "Shift+?", perform: open(help) },
		...pageActions((path) => void router.push(path)),
		{ id: "logout", label: "shell.logout", icon: SwitchButton, perform: () => void sessionEnd().then(() => router.push({ name: "login" })) },
	]);
	return { palette, help };
}
