// The API with types, as the pages have it, for preparing what a story begins with.
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "../src/api/schema";

export type Api = Client<paths>;
export type Schemas = components["schemas"];
export type Role = NonNullable<NonNullable<Schemas["user_new"]["roles"]>[number]>;

/** A client with these headers beside each request. */
export function apiOf(url: string, headers: Record<string, string> = {}): Api {
	return createClient<paths>({ baseUrl: `${url}/api/v1`, headers: { "Accept-Language": "en", ...headers } });
}

/** Waits for a reply and gives its content; throws what the server said of a refusal. */
export async function made<T>(reply: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
	const { data, error, response } = await reply;
	if (!response.ok) throw new Error(`${response.status} ${response.url}: ${JSON.stringify(error)}`);
	return data!;
}

/** Logs in; gives the session's cookie, "name=value". */
export async function sessionOf(url: string, login: string, password: string): Promise<string> {
	const { response, error } = await apiOf(url, { Origin: url }).POST("/session", { body: { login, password } });
	if (!response.ok) throw new Error(`${login} cannot log in: ${response.status} ${JSON.stringify(error)}`);
	return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

/** Takes a token, which no clock ends; gives the header to send with it. */
export async function tokenOf(url: string, cookie: string): Promise<Record<string, string>> {
	const { secret } = await made(apiOf(url, { Origin: url, Cookie: cookie }).POST("/tokens", { body: { name: "story" } }));
	return { Authorization: `Bearer ${secret}` };
}
