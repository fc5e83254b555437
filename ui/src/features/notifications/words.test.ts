import { expect, it } from "vitest";
import { speak } from "@/i18n/i18n";
import { noticeText, noticeTicket, noticeTitle } from "./words";

const args = { customer: "东方科技", deadline: "response", due_at: "2026-03-02T02:00:00Z", ticket: "T-1", title: "打不开" };

it("says a warning in a sentence", async () => {
	await speak("zh-CN");
	expect(noticeText("warning", args)).toContain("东方科技");
	expect(noticeText("warning", args)).toContain("首次响应");
	expect(noticeText("warning", args)).not.toContain("{");
	expect(noticeTicket(args)).toBe("T-1 打不开");
});

it("bears kinds and facts that it does not know", async () => {
	await speak("en");
	expect(noticeTitle("something_new")).toBe("something_new");
	expect(noticeText("something_new", null)).not.toContain("{");
	expect(noticeTicket([])).toBe("");
});
