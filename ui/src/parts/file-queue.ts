// Files on their way to a record: chosen, removed, sent one after another, tried again.
import { computed, onScopeDispose, shallowReactive, type ComputedRef } from "vue";
import { sendAttachment, type AttachmentPlace } from "@/api/attachments";
import { idempotencyKey } from "@/api/client";
import { Problem } from "@/api/problem";

export type QueuedFile = {
	/** Kept over all tries: a file whose reply was lost is not hung on twice. */
	key: string;
	file: File;
	state: "waiting" | "sending" | "sent" | "failed";
	/** How much has gone, 0 to 1. */
	part: number;
	/** Why it failed. */
	why: string;
};
export type FileQueue = {
	rows: QueuedFile[];
	/** Files that the record does not have yet. */
	left: ComputedRef<number>;
	choose: (files: Iterable<File>) => void;
	remove: (row: QueuedFile) => void;
	/** Failed ones wait once more. */
	again: (rows?: readonly QueuedFile[]) => void;
	/** Sends all that wait; true when none is left. */
	send: (place: AttachmentPlace, id: string) => Promise<boolean>;
};

export function useFileQueue(): FileQueue {
	const rows = shallowReactive<QueuedFile[]>([]);
	const left = computed(() => rows.filter((row) => row.state !== "sent").length);
	const leaving = new AbortController();
	let sending: Promise<void> | null = null;
	onScopeDispose(() => leaving.abort());

	async function sendOne(row: QueuedFile, place: AttachmentPlace, id: string): Promise<void> {
		Object.assign(row, { state: "sending", part: 0, why: "" });
		try {
			await sendAttachment(place, id, row.file, { key: row.key, signal: leaving.signal, progress: (part) => (row.part = part) });
			row.state = "sent";
		} catch (e) {
			if (!(e instanceof Problem)) throw e;
			row.why = e.rest([]).join(" ");
			row.state = "failed";
		}
	}
	async function sendWaiting(place: AttachmentPlace, id: string): Promise<void> {
		const next = (): QueuedFile | undefined => (leaving.signal.aborted ? undefined : rows.find((row) => row.state === "waiting"));
		for (let row = next(); row; row = next()) await sendOne(row, place, id);
	}
	return {
		rows,
		left,
		choose(files) {
			for (const file of files) rows.push(shallowReactive<QueuedFile>({ key: idempotencyKey(), file, state: "waiting", part: 0, why: "" }));
		},
		remove(row) {
			const at = rows.indexOf(row);
			if (at >= 0) rows.splice(at, 1);
		},
		again(some = rows) {
			for (const row of some) if (row.state === "failed") row.state = "waiting";
		},
		async send(place, id) {
			sending ??= sendWaiting(place, id).finally(() => (sending = null));
			await sending;
			return left.value === 0;
		},
	};
}
