// What must not be done with a browser that somebody left open asks for the password again; the
// request is then sent once more, so that no page needs to know.
import type { Middleware } from "openapi-fetch";

const copies = new Map<string, Request>();
let confirmed: () => Promise<boolean> = () => Promise.resolve(false);

/** How the person is asked; false: they gave up. */
export function onConfirmNeeded(ask: () => Promise<boolean>): void {
	confirmed = ask;
}

async function codeOf(response: Response): Promise<unknown> {
	const body: unknown = await response.clone().json();
	return typeof body === "object" && body !== null && "code" in body ? body.code : "";
}

export const confirming: Middleware = {
	onRequest({ request, id }) {
		if (request.method !== "GET") copies.set(id, request.clone());
		return undefined;
	},
	async onResponse({ response, id }) {
		const again = copies.get(id);
		copies.delete(id);
		if (!again || response.status !== 403 || (await codeOf(response)) !== "confirm_needed") return undefined;
		return (await confirmed()) ? fetch(again) : undefined;
	},
	onError({ id }) {
		copies.delete(id);
		return undefined;
	},
};
