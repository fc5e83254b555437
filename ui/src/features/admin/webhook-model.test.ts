import { expect, it } from "vitest";
import { speak } from "@/i18n/i18n";
import { aboutWord, deliveryState, newSecret, saysWord, stateOf, type Delivery, type Webhook } from "./webhook-model";

const head = { id: "1", version: 1, created_at: "2026-03-02T02:00:00Z", updated_at: "2026-03-02T02:00:00Z" };
const webhook: Webhook = { ...head, name: "群", kind: "wecom", department_id: null, warnings: false, breaches: true, escalations: true, enabled: true, mentions: false, address: "https://x.example/…", has_secret: false, sent_at: null, failed_at: null, error: null };
const delivery: Delivery = { ...head, webhook_id: "1", message_id: null, customer_id: null, ticket_id: null, kind: "breach", args: { customer: "东方科技", deadline: "response", ticket: "T-1" }, send_at: head.created_at, state: "queued", attempts: 0, error: null, sent_at: null };

it("says how sending goes, failure before anything else", () => {
	expect(stateOf(webhook).word).toBe("webhooks.never");
	expect(stateOf({ ...webhook, sent_at: head.created_at }).word).toBe("webhooks.well");
	expect(stateOf({ ...webhook, sent_at: head.created_at, enabled: false }).word).toBe("webhooks.off");
	expect(stateOf({ ...webhook, enabled: false, failed_at: head.created_at }).word).toBe("webhooks.failing");
});

it("tells a delivery that waits from one that is tried again", () => {
	expect(deliveryState(delivery).word).toBe("webhooks.state_queued");
	expect(deliveryState({ ...delivery, error: "HTTP 500" }).word).toBe("webhooks.state_again");
	expect(deliveryState({ ...delivery, state: "sent" }).word).toBe("webhooks.state_sent");
	expect(deliveryState({ ...delivery, state: "failed", error: "HTTP 410" }).word).toBe("webhooks.state_failed");
});

it("names what it is about, and bears what it does not know", async () => {
	await speak("zh-CN");
	expect(saysWord(webhook)).toBe("超时、升级");
	expect(saysWord({ ...webhook, breaches: false, escalations: false })).toBe("无");
	expect(aboutWord(delivery)).toBe("超时 · 东方科技 · 首次响应 · T-1");
	expect(aboutWord({ ...delivery, kind: "test", args: { owner: "李静" } })).toBe("测试消息");
	expect(aboutWord({ ...delivery, kind: "something_new", args: null })).toBe("something_new");
});

it("makes a new key each time, of 32 bytes", () => {
	expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
	expect(newSecret()).not.toBe(newSecret());
});
