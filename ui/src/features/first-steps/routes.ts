import { locale, speak } from "@/i18n/i18n";
import type { Pages } from "@/lib/pages";

export const routes: Pages = [{ path: "/first-steps", name: "first-steps", component: () => speak(locale.value).then(() => import("./first-steps-page.vue")), meta: { title: "first_steps.title", public: true } }];
