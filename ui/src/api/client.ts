// The one way to the server.  Types come from api/openapi.json; a refused request throws a
// Problem, so that callers only see what they asked for.
import createClient, { type Middleware } from "openapi-fetch";
import { locale, t } from "@/i18n/i18n";
import { clockHeard } from "@/lib/clock";
import { confirming } from "./confirm";
import { Problem, problemOf } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type ListPage<T> = { items: T[]; next: string | null; total?: number };

let lost: () => void = () => undefined;

/** What happens when a session has ended under our hands. */
export function onSessionLost(then: () => void): void {
	lost = then;
}

const ours: Middleware = {
	onRequest({ request }) {
		request.headers.set("Accept-Language", locale.value);
		return request;
	},
	onResponse({ response, request }) {
		clockHeard(response.headers.get("Date"));
		const login = request.method === "POST" && request.url.endsWith("/session");
		if (response.status === 401 && !login) lost();
	},
	onError() {
		return new Problem(0, "offline", t("common.offline"));
	},
};

export const api = createClient<paths>({
	baseUrl: "/api/v1",
	credentials: "same-origin",
	// A list of ids or names is one argument: ?id[in]=1,2
	querySerializer: { array: { style: "form", explode: false } },
});
api.use(confirming, ours);

type Reply<T> = { data?: T; error?: unknown; response: Response };

/** Waits for a reply and gives its content; throws the Problem of a refusal. */
export async function ask<T>(reply: Promise<Reply<T>>): Promise<T> {
	const { data, error, response } = await reply;
	if (error !== undefined || !response.ok) throw problemOf(response.status, error);
	return data as T;
}

/** The headers of a change: the version that the person has seen. */
export function ifMatch(record: { version: number }): { "If-Match": string } {
	return { "If-Match": `"${record.version}"` };
}

/** A key under which a create is done once, however often it is sent. */
export function idempotencyKey(): string {
	return crypto.randomUUID();
}

/** Keys for what a form sends: the same body keeps its key, so that sending it again after a lost reply
 * does it once. */
export function keysOfForm(): (body: unknown) => { "Idempotency-Key": string } {
	const keys = new Map<string, string>();
	return (body) => {
		const said = JSON.stringify(body);
		const key = keys.get(said) ?? idempotencyKey();
		keys.set(said, key);
		return { "Idempotency-Key": key };
	};
}
