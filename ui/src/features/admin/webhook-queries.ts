import { useQuery } from "@tanstack/vue-query";
import { api, ask, idempotencyKey, ifMatch, type Schemas } from "@/api/client";
import { usePaged } from "@/api/paged";
import type { Delivery } from "./webhook-model";

type Versioned = { id: string; version: number };
const once = () => ({ params: { header: { "Idempotency-Key": idempotencyKey() } } });
const one = (record: Versioned) => ({ params: { path: { id: record.id }, header: ifMatch(record) } });
const pageRows = 20;

export function useWebhooks() {
	return useQuery({ queryKey: ["webhooks"], queryFn: () => ask(api.GET("/webhooks", { params: { query: { limit: 200, sort: "name" } } })), refetchInterval: 30_000 });
}

export const webhooks = {
	create: (body: Schemas["webhook_new"]) => ask(api.POST("/webhooks", { ...once(), body })),
	change: (id: string, version: number, body: Schemas["webhook_edit"]) => ask(api.PATCH("/webhooks/{id}", { ...one({ id, version }), body })),
	load: (id: string) => ask(api.GET("/webhooks/{id}", { params: { path: { id } } })),
};

export function deleteWebhook(webhook: Versioned) {
	return ask(api.DELETE("/webhooks/{id}", one(webhook)));
}

/** What was sent to a webhook, newest first. */
export function useDeliveries(id: string) {
	return usePaged(["webhooks", id, "deliveries"], (cursor, signal) => ask(api.GET("/webhooks/{webhook_id}/deliveries", { params: { path: { webhook_id: id }, query: { limit: pageRows, sort: "-id", cursor } }, signal })), 5_000);
}

export function sendAgain(delivery: Delivery) {
	return ask(api.POST("/webhooks/{webhook_id}/deliveries/{id}/resend", { params: { path: { webhook_id: delivery.webhook_id ?? "", id: delivery.id }, header: { "Idempotency-Key": idempotencyKey() } } }));
}

const lookMs = 700;
const looks = 25;
const later = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** Has a test message sent and waits for what becomes of it; still "queued" when that takes too long. */
export async function tryOut(id: string): Promise<Delivery> {
	let delivery = await ask(api.POST("/webhooks/{id}/test", { params: { path: { id }, header: { "Idempotency-Key": idempotencyKey() } } }));
	for (let n = 0; n < looks && delivery.state === "queued"; n++) {
		await later(lookMs);
		delivery = await ask(api.GET("/webhooks/{webhook_id}/deliveries/{id}", { params: { path: { webhook_id: id, id: delivery.id } } }));
	}
	return delivery;
}
