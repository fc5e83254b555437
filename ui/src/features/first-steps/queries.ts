import { useQuery } from "@tanstack/vue-query";
import { api, ask, idempotencyKey, type Schemas } from "@/api/client";
import { Problem } from "@/api/problem";
import { sessionLoad, sessionOpen } from "@/api/session";

export type Step = "administrator" | "company" | "begin" | "login";
export type Administrator = { token: string; login: string; name: string; password: string };

function without(status: number): (problem: unknown) => false {
	return (problem) => {
		if (problem instanceof Problem && problem.status === status) return false;
		throw problem;
	};
}

/** What is still to be done on this server. */
export async function findStep(): Promise<Step> {
	const { open } = await ask(api.GET("/setup"));
	if (open) return "administrator";
	const known = await sessionLoad().then(() => true, without(401));
	if (!known) return "login";
	const ready = await ask(api.GET("/company")).then(() => true, without(404));
	return ready ? "begin" : "company";
}

export async function makeAdministrator(body: Administrator): Promise<void> {
	await ask(api.POST("/setup", { body }));
	await sessionOpen(body.login, body.password);
}

export function makeCompany(body: Schemas["company_start_new"]) {
	return ask(api.POST("/company", { params: { header: { "Idempotency-Key": idempotencyKey() } }, body }));
}

export function startDemo() {
	return ask(api.POST("/demo", { params: { header: { "Idempotency-Key": idempotencyKey() } } }));
}

export function usePresets() {
	return useQuery({ queryKey: ["presets"], queryFn: () => ask(api.GET("/presets")) });
}
