import type { Directive } from "vue";

/** A directive whose element is attached once and always sees the newest value. */
export function attached<V>(attach: (element: HTMLElement, value: () => V) => () => void): Directive<HTMLElement, V> {
	const held = new WeakMap<HTMLElement, { value: V; end?: () => void }>();
	return {
		mounted(element, { value }) {
			const it: { value: V; end?: () => void } = { value };
			it.end = attach(element, () => it.value);
			held.set(element, it);
		},
		updated(element, { value }) {
			const it = held.get(element);
			if (it) it.value = value;
		},
		beforeUnmount(element) {
			held.get(element)?.end?.();
		},
	};
}
