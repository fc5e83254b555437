// Files on a record: the list, sending one with its progress, taking one away.
import { locale, t } from "@/i18n/i18n";
import { api, ask, idempotencyKey, ifMatch, type Schemas } from "./client";
import { Problem, problemOf } from "./problem";

export type Attachment = Schemas["attachment"];
export type AttachmentPlace = "customers" | "tickets" | "follow-ups";

const listPath = { customers: "/customers/{customer_id}/attachments", tickets: "/tickets/{ticket_id}/attachments", "follow-ups": "/follow-ups/{follow_up_id}/attachments" } as const;
const onePath = { customers: "/customers/{customer_id}/attachments/{id}", tickets: "/tickets/{ticket_id}/attachments/{id}", "follow-ups": "/follow-ups/{follow_up_id}/attachments/{id}" } as const;
const parent = (id: string) => ({ customer_id: id, ticket_id: id, follow_up_id: id });

export function fetchAttachments(place: AttachmentPlace, id: string, cursor?: string) {
	return ask(api.GET(listPath[place], { params: { path: parent(id), query: { sort: "-created_at", cursor } } }));
}

export function removeAttachment(place: AttachmentPlace, id: string, file: Attachment) {
	return ask(api.DELETE(onePath[place], { params: { path: { ...parent(id), id: file.id }, header: ifMatch(file) } }));
}

/** Where a browser downloads it from. */
export function attachmentAddress(place: AttachmentPlace, id: string, file: Attachment): string {
	return `/api/v1/${place}/${id}/attachments/${file.id}/content`;
}

function replyOf(request: XMLHttpRequest): unknown {
	try {
		return JSON.parse(request.responseText) as unknown;
	} catch {
		return null;
	}
}

export type Sending = {
	/** Under the same key a file is hung on once, however often it is sent. */
	key?: string;
	/** Hears from 0 to 1; fetch() does not tell how far a body has gone. */
	progress?: (part: number) => void;
	signal?: AbortSignal;
};

/** Sends a file; throws the Problem of a refusal, with status 0 when it was cut off. */
export function sendAttachment(place: AttachmentPlace, id: string, file: File, { key = idempotencyKey(), progress, signal }: Sending = {}): Promise<Attachment> {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		const cut = (): void => reject(new Problem(0, "offline", t("common.attach_lost")));
		request.open("POST", `/api/v1/${place}/${id}/attachments?name=${encodeURIComponent(file.name)}`);
		request.setRequestHeader("Content-Type", "application/octet-stream");
		request.setRequestHeader("Accept-Language", locale.value);
		request.setRequestHeader("Idempotency-Key", key);
		request.upload.addEventListener("progress", (e) => progress?.(e.total ? e.loaded / e.total : 0));
		request.addEventListener("error", cut);
		request.addEventListener("abort", cut);
		request.addEventListener("load", () => {
			if (request.status < 300) resolve(JSON.parse(request.responseText));
			else reject(problemOf(request.status, replyOf(request)));
		});
		signal?.addEventListener("abort", () => request.abort());
		request.send(file);
	});
}
