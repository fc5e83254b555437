// A form that makes a record and hangs the chosen files on it.  The record is made once: when a file
// fails, the form stays for that file alone.
import { shallowRef, watch, type ShallowRef } from "vue";
import type { AttachmentPlace } from "@/api/attachments";
import { t } from "@/i18n/i18n";
import type { Form } from "@/ui/form";
import { useFileQueue, type FileQueue } from "./file-queue";

export type Making<R> = {
	queue: FileQueue;
	made: ShallowRef<R | null>;
	save: () => Promise<void>;
	/** Sends what waits. */
	send: () => Promise<void>;
	/** Sends once more what failed. */
	again: () => Promise<void>;
	/** Asks whether files that were not sent may be left. */
	mayClose: () => boolean;
	/** Closes; what was made is told all the same. */
	close: () => void;
};
type Ways<R> = {
	place: AttachmentPlace;
	make: () => Promise<R>;
	/** What the files hang on; null: there are none. */
	idOf: (made: R) => string | null;
	done: (made: R) => void;
	close: () => void;
};

export function useMaking<V extends object, R>(form: Form<V>, ways: Ways<R>): Making<R> {
	const queue = useFileQueue();
	const made: ShallowRef<R | null> = shallowRef(null);
	let closed = false;

	function finish(): void {
		if (closed) return;
		closed = true;
		if (made.value === null) ways.close();
		else ways.done(made.value);
	}
	async function send(): Promise<void> {
		const id = made.value === null ? null : ways.idOf(made.value);
		if (id === null || (await queue.send(ways.place, id))) finish();
	}
	// Whoever removes the last one that failed is done.
	watch(queue.left, (left) => left === 0 && made.value !== null && finish());
	return {
		queue,
		made,
		send,
		async save() {
			if (form.busy.value || made.value !== null) return;
			const done = await form.submit(async () => {
				made.value = await ways.make();
			});
			if (done) await send();
		},
		again() {
			queue.again();
			return send();
		},
		mayClose: () => (made.value === null ? !form.dirty.value && queue.left.value === 0 : queue.left.value === 0) || window.confirm(t("common.unsaved")),
		close: finish,
	};
}
