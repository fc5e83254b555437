import { ref, watch, type Ref } from "vue";

/** Becomes true, and stays so, when what was there at the first `ready` has been painted. */
export function usePainted(ready: () => boolean): Ref<boolean> {
	const painted = ref(false);
	const stop = watch(ready, (on) => {
		if (on) requestAnimationFrame(() => requestAnimationFrame(() => (painted.value = true)));
	}, { immediate: true });
	watch(painted, () => stop(), { once: true });
	return painted;
}
