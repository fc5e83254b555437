import { useQuery } from "@tanstack/vue-query";
import { api, ask, idempotencyKey, ifMatch, type Schemas } from "@/api/client";
import { meLoaded, user } from "@/api/session";

export type Session = Schemas["session"];
export type Token = Schemas["token"];

const one = (record: { id: string; version: number }) => ({ params: { path: { id: record.id }, header: ifMatch(record) } });

export async function changeMe(body: Schemas["user_self"]): Promise<void> {
	if (!user.value) return;
	meLoaded(await ask(api.PATCH("/me", { params: { header: ifMatch(user.value) }, body })));
}

export function changePassword(old_password: string, password: string) {
	return ask(api.POST("/session/password", { body: { old_password, password } }));
}

export function useSessions() {
	return useQuery({ queryKey: ["sessions"], queryFn: () => ask(api.GET("/sessions", { params: { query: { sort: "-last_seen_at", limit: 100 } } })) });
}

export function endSession(session: Session) {
	return ask(api.DELETE("/sessions/{id}", one(session)));
}

export function useTokens() {
	return useQuery({ queryKey: ["tokens"], queryFn: () => ask(api.GET("/tokens", { params: { query: { sort: "-id", limit: 100 } } })) });
}

export function createToken(body: Schemas["token_new"]) {
	return ask(api.POST("/tokens", { params: { header: { "Idempotency-Key": idempotencyKey() } }, body }));
}

export function endToken(token: Token) {
	return ask(api.DELETE("/tokens/{id}", one(token)));
}

export function useSecondFactor() {
	return useQuery({ queryKey: ["second-factor"], queryFn: () => ask(api.GET("/second-factor")) });
}

export function beginSecondFactor() {
	return ask(api.POST("/second-factor", { body: {} }));
}

export function confirmSecondFactor(code: string) {
	return ask(api.POST("/second-factor/confirm", { body: { code } }));
}

export function newRecoveryCodes() {
	return ask(api.POST("/second-factor/recovery-codes", { body: {} }));
}

export function removeSecondFactor() {
	return ask(api.DELETE("/second-factor"));
}
