import type { Catalogue } from "../i18n";

export const followUps: Catalogue["follow_ups"] = {
	title: "Follow-ups",
	customer: "Customer",
	state: "State",
	planned_at: "Planned for",
	done_at: "Done",
	channel: "By",
	purpose: "Purpose",
	content: "Content",
	feedback: "Feedback",
	next_action: "Next action",
	next_action_due_at: "Action due",
	owner: "By whom",
	goal: "Goal",
	plan_new: "Plan a follow-up",
	cancelled: "Plan cancelled",
	empty_hint: "What the standard asks for is in My day; plan more here.",
	view_plans: "Plans",
	view_mine: "My plans",
	view_records: "Records",
};
