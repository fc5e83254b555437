// Short words about what was done, with undo where there is one.
import { shallowReactive } from "vue";

export type Toast = { id: number; text: string; tone: "done" | "wrong"; undo?: () => Promise<void> | void };

export const toasts = shallowReactive<Toast[]>([]);
const toastsAtMost = 3;
let last = 0;

export function toastDrop(id: number): void {
	const at = toasts.findIndex((x) => x.id === id);
	if (at >= 0) toasts.splice(at, 1);
}

function show(toast: Omit<Toast, "id">, ms: number): void {
	last += 1;
	const id = last;
	toasts.push({ ...toast, id });
	if (toasts.length > toastsAtMost) toasts.splice(0, toasts.length - toastsAtMost);
	setTimeout(() => toastDrop(id), ms);
}

/** Says that something was done. */
export function toastDone(text: string, undo?: Toast["undo"]): void {
	show({ text, tone: "done", undo }, undo ? 10_000 : 4_000);
}

/** Says that something was refused. */
export function toastWrong(text: string): void {
	show({ text, tone: "wrong" }, 8_000);
}
