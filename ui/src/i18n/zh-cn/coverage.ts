export const coverage = {
	title: "覆盖率",
	about: "每个合作中的客户都应有下次跟进，且不超过标准。这张表应当为空。",
	active: "合作中的客户",
	beyond: "已超时",
	without: "没有下次跟进",
	since: "超时",
	hand_over: "转交",
	hand_over_to: "转交给",
	handed_over: "已将 {n} 个客户转交给 {name}",
	empty_title: "没有遗漏",
	empty_hint: "所有客户都在跟进之中。",
	not_handed_over: "{n} 个客户未能转交：{why}",
};
