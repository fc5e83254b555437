import { effectScope, nextTick, ref } from "vue";
import { expect, it, vi } from "vitest";
import { useLater } from "./later";

it("follows when the source has been still", async () => {
	vi.useFakeTimers();
	const source = ref("");
	const scope = effectScope();
	const later = scope.run(() => useLater(source, 100))!;
	for (const text of ["d", "df", "dfk"]) {
		source.value = text;
		await nextTick();
		vi.advanceTimersByTime(60);
	}
	expect(later.value).toBe("");
	vi.advanceTimersByTime(40);
	expect(later.value).toBe("dfk");
	source.value = "dfkj";
	await nextTick();
	scope.stop();
	vi.advanceTimersByTime(1_000);
	expect(later.value).toBe("dfk");
	vi.useRealTimers();
});
