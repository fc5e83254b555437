// Light, dark, or as the system has it.  The choice is one of the person's preferences and
// lives on the server.
import { ref, watchEffect } from "vue";
import { preference } from "@/api/preferences";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const systemDark = ref(dark.matches);

/** Keeps the page's class in step with the choice, for good. */
export function followTheme(): void {
	dark.addEventListener("change", (e) => {
		systemDark.value = e.matches;
	});
	watchEffect(() => {
		const theme = preference("theme");
		document.documentElement.classList.toggle("dark", theme === "dark" || (theme === "system" && systemDark.value));
	});
}
