// Who is logged in and what they may do, as the server says it.
import { computed, shallowRef } from "vue";
import { pickLocale, speak, timeZone } from "@/i18n/i18n";
import { api, ask, type Schemas } from "./client";

export type Scope = "none" | "own" | "department" | "all";
export type Me = { user: Schemas["user"]; permissions: Record<string, Scope> };

const me = shallowRef<Me | null>(null);

export const user = computed(() => me.value?.user ?? null);

/** How far a permission reaches; "none" when it is not held. */
export function scopeOf(permission: string): Scope {
	return me.value?.permissions[permission] ?? "none";
}

/** Whether the person holds a permission for anything at all. */
export function may(permission: string): boolean {
	return scopeOf(permission) !== "none";
}

/** Takes the changed record of the person who is logged in. */
export function meLoaded(changed: Schemas["user"]): void {
	if (!me.value) return;
	const before = me.value.user.locale;
	me.value = { ...me.value, user: changed };
	timeZone.value = changed.time_zone || undefined;
	if (changed.locale !== before) void speakAs(changed);
}

function speakAs(person: Schemas["user"]): Promise<void> {
	return speak(person.locale === "auto" ? pickLocale(navigator.languages) : person.locale);
}

async function take(found: Me): Promise<void> {
	me.value = found;
	timeZone.value = found.user.time_zone || undefined;
	await speakAs(found.user);
}

/** Asks who is logged in; throws a Problem with status 401 when nobody is. */
export async function sessionLoad(): Promise<void> {
	await take((await ask(api.GET("/session"))) as Me);
}

/** Logs in; the code is that of a second factor, "" when none was asked for. */
export async function sessionOpen(login: string, password: string, code = ""): Promise<void> {
	await take((await ask(api.POST("/session", { body: code ? { login, password, code } : { login, password } }))) as Me);
}

/** Gives the password again, for what asks for it. */
export function sessionConfirm(password: string) {
	return ask(api.POST("/session/confirm", { body: { password } }));
}

/** Asks for a mail with a link to set a new password. */
export function passwordForgotten(login: string) {
	return ask(api.POST("/password/forgotten", { body: { login } }));
}

/** Sets the password of whoever the link was mailed to. */
export function passwordReset(token: string, password: string) {
	return ask(api.POST("/password/reset", { body: { token, password } }));
}

export async function sessionEnd(): Promise<void> {
	await ask(api.DELETE("/session"));
	me.value = null;
}

/** Forgets the session: it ended on the server. */
export function sessionForget(): void {
	me.value = null;
}
