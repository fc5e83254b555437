// What a webhook is in words, and the key of one that signs: pure but for randomness.
import type { Schemas } from "@/api/client";
import { t, tMaybe, type Key } from "@/i18n/i18n";

export type Webhook = Schemas["webhook"];
export type Delivery = Schemas["delivery"];
export const kinds = ["wecom", "dingtalk", "feishu", "standard"] as const;
export type Kind = (typeof kinds)[number];
export const steps = ["warnings", "breaches", "escalations"] as const;

export function kindWord(kind: string | null): string {
	return tMaybe(`webhooks.kind_${kind ?? ""}`, kind ?? "");
}

/** Which steps are said there, in a few words. */
export function saysWord(webhook: Webhook): string {
	const said = steps.filter((s) => webhook[s]).map((s) => t(`webhooks.${s}`));
	return said.length > 0 ? said.join(t("common.list_separator")) : t("common.none");
}

export type State = { word: Key; tone: "met" | "wrong" | "plain" };

/** How sending goes. */
export function stateOf(webhook: Webhook): State {
	if (webhook.failed_at) return { word: "webhooks.failing", tone: "wrong" };
	if (!webhook.enabled) return { word: "webhooks.off", tone: "plain" };
	return webhook.sent_at ? { word: "webhooks.well", tone: "met" } : { word: "webhooks.never", tone: "plain" };
}

export function deliveryState(delivery: Delivery): State {
	if (delivery.state === "sent") return { word: "webhooks.state_sent", tone: "met" };
	if (delivery.state === "failed") return { word: "webhooks.state_failed", tone: "wrong" };
	return { word: delivery.error ? "webhooks.state_again" : "webhooks.state_queued", tone: "plain" };
}

function fact(args: unknown, name: string): string {
	if (typeof args !== "object" || args === null) return "";
	const value: unknown = Reflect.get(args, name);
	return typeof value === "string" ? value : "";
}

/** What a delivery is about: "超时 · 东方科技 · 首次响应 · WX20260302001". */
export function aboutWord(delivery: Delivery): string {
	const deadline = fact(delivery.args, "deadline");
	const parts = [tMaybe(`webhooks.step_${delivery.kind ?? ""}`, delivery.kind ?? ""), fact(delivery.args, "customer"), deadline ? tMaybe(`kinds.deadline_${deadline}`, deadline) : "", fact(delivery.args, "ticket")];
	return parts.filter(Boolean).join(" · ");
}

const keyBytes = 32;

/** A new key of Standard Webhooks: "whsec_" and random bytes in base64. */
export function newSecret(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(keyBytes));
	return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}
