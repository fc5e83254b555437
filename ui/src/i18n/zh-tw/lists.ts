import type { Catalogue } from "../i18n";

export const lists: Catalogue["lists"] = {
	title: "檢視",
	views: "檢視",
	save_view: "存為檢視",
	edit_view: "修改檢視",
	view_name: "檢視名稱",
	visibility: "可見範圍",
	locked: "鎖定",
	locked_hint: "只有建立者可以修改",
	view_hint: "目前的篩選、排序和欄位會一起儲存。",
	next_row: "下一列",
	previous_row: "上一列",
	open_row: "開啟此列",
	tick_row: "選取此列",
	search_here: "在清單中搜尋",
	position: "第 {at} / {of} 筆",
};
