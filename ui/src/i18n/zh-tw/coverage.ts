import type { Catalogue } from "../i18n";

export const coverage: Catalogue["coverage"] = {
	title: "覆蓋率",
	about: "每個合作中的客戶都應有下次跟進，且不超過標準。這張表應當為空。",
	active: "合作中的客戶",
	beyond: "已逾時",
	without: "沒有下次跟進",
	since: "逾時",
	hand_over: "轉交",
	hand_over_to: "轉交給",
	handed_over: "已將 {n} 個客戶轉交給 {name}",
	empty_title: "沒有遺漏",
	empty_hint: "所有客戶都在跟進之中。",
	not_handed_over: "{n} 個客戶未能轉交：{why}",
};
