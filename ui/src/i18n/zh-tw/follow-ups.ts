import type { Catalogue } from "../i18n";

export const followUps: Catalogue["follow_ups"] = {
	title: "跟進",
	customer: "客戶",
	state: "狀態",
	planned_at: "計畫時間",
	done_at: "完成時間",
	channel: "方式",
	purpose: "目的",
	content: "內容",
	feedback: "客戶回饋",
	next_action: "跟進事項",
	next_action_due_at: "完成時限",
	owner: "跟進人",
	goal: "目標",
	plan_new: "安排跟進",
	cancelled: "計畫已取消",
	empty_hint: "依標準到期的跟進在「今天」裡；在這裡安排額外的計畫。",
	view_plans: "計畫",
	view_mine: "我的計畫",
	view_records: "紀錄",
};
