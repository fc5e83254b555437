// Starts the page: who is logged in, which language, then the pages.
import { VueQueryPlugin } from "@tanstack/vue-query";
import { createApp } from "vue";
import { onSessionLost } from "@/api/client";
import { liveClose } from "@/api/live";
import { sessionForget } from "@/api/session";
import { pickLocale, speakEntry } from "@/i18n/i18n";
import { refuseStrayFiles } from "@/lib/file-target";
import App from "./app.vue";
import { queryClient } from "./query-client";
import { router } from "./router";
import { followTheme } from "./theme";
import "./theme.css";
import "./layout.css";

onSessionLost(() => {
	sessionForget();
	liveClose();
	queryClient.clear();
	const here = router.currentRoute.value;
	if (here.meta.public !== true) void router.replace({ name: "login", query: { next: here.fullPath } });
});

async function start(): Promise<void> {
	followTheme();
	refuseStrayFiles();
	const wanted = new URLSearchParams(window.location.search).get("lang");
	await speakEntry(pickLocale(wanted ? [wanted] : navigator.languages));
	createApp(App).use(VueQueryPlugin, { queryClient }).use(router).mount("#app");
}

void start();
