// The board of tickets: a card moves by the act that leads to its column, by dragging and by
// keyboard, and a move that cannot be says why; the ring of a ticket's head (N1, R3).
import { expect, test } from "vitest";
import { made } from "./api";
import { axe } from "./axe";
import { useCompany } from "./company";
import { shown } from "./shown";

const company = useCompany({ clock: "2026-03-02T10:00:00+08:00", presets: "s1,s0,s4" });

async function ticket(title: string, more: object = {}) {
	const customer = await made(company.admin.api.POST("/customers", { body: { name: `${title}的客户` } }));
	return made(company.admin.api.POST("/tickets", { body: { customer_id: customer.id, title, type: "technical", ...more } }));
}
const stateOf = async (id: string) => (await made(company.admin.api.GET("/tickets/{id}", { params: { path: { id } } }))).state;

test("cards move among the columns as the server allows", async () => {
	const login = await ticket("登录异常", { urgency: "urgent" });
	const page = await company.login(company.admin, "/tickets?board=1");
	await shown(page);
	await axe(page);
	const column = (name: string) => page.getByRole("region", { name, exact: true });
	const card = (name: string) => column(name).locator(".board-card", { hasText: "登录异常" });

	await card("处理中").dragTo(column("已挂起").getByRole("heading"));
	const hold = page.getByRole("dialog", { name: "挂起" });
	await hold.getByRole("textbox").first().fill("等待客户提供日志");
	await hold.locator("footer").getByRole("button").last().click();
	await card("已挂起").waitFor();
	expect(await stateOf(login.id)).toBe("on_hold");

	await card("已挂起").dragTo(column("处理中").getByRole("heading"));
	await card("处理中").waitFor();
	expect(await stateOf(login.id)).toBe("open");

	await card("处理中").getByText("移到…").focus();
	await page.keyboard.press("Enter");
	await axe(page);
	await page.keyboard.press("Tab");
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	const solve = page.getByRole("dialog", { name: "解决" });
	await solve.getByRole("textbox").first().fill("已更新客户端");
	await page.keyboard.press("Control+Enter");
	await card("已解决").waitFor();
	expect(await stateOf(login.id)).toBe("resolved");

	await card("已解决").dragTo(column("已挂起").getByRole("heading"));
	await page.getByText("已解决的工单不能变为已挂起。").waitFor();
	expect(await stateOf(login.id)).toBe("resolved");
});

test("who may not work on tickets learns it from the move", async () => {
	const other = await ticket("发票抬头有误");
	const reader = await company.person("reader", ["read_only"]);
	const page = await company.login(reader, "/tickets?board=1");
	await shown(page);
	const card = page.locator(".board-card", { hasText: "发票抬头有误" });
	expect(await card.getByText("移到…").count()).toBe(0);
	await card.dragTo(page.getByRole("region", { name: "已解决" }).getByRole("heading"));
	await page.getByText("您不能处理这张工单。").waitFor();
	expect(await stateOf(other.id)).toBe("open");
});

test("the ring of the head shows the most urgent deadline and lists all", async () => {
	const urgent = await ticket("无法开机", { urgency: "urgent" });
	await company.moveClock("2026-03-02T10:59:30+08:00");
	const page = await company.login(company.admin, `/tickets/${urgent.id}`);
	await shown(page);
	const ring = page.locator(".due-ring");
	await page.locator(".due-ring[title='已用去时间的 50%']").waitFor();
	expect(await ring.textContent()).toContain("首次响应剩余 1 小时");
	await ring.click();
	const dialog = page.getByRole("dialog", { name: "全部时限" });
	await axe(page);
	expect(await dialog.locator(".due-chip").count()).toBeGreaterThan(1);
	await dialog.getByText("解决", { exact: true }).click();
	await page.getByRole("dialog", { name: "时限说明" }).waitFor();
});
