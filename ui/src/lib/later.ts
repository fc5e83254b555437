import { onScopeDispose, shallowRef, watch, type Ref } from "vue";

/** A value that follows `source` when it has been still for `ms`: for asking while typing. */
export function useLater<T>(source: Readonly<Ref<T>>, ms: number): Ref<T> {
	const later: Ref<T> = shallowRef(source.value);
	let timer: ReturnType<typeof setTimeout> | undefined;
	watch(source, (value) => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			later.value = value;
		}, ms);
	});
	onScopeDispose(() => clearTimeout(timer));
	return later;
}
