import type { Catalogue } from "../i18n";

export const calendars: Catalogue["calendars"] = {
	title: "工作行事曆",
	about: "工作時間、休息日和補班；時限依它計算。",
	known_until: "放假安排已知到 {t}",
	year_before: "上一年",
	year_after: "下一年",
	read_notice: "載入放假通知",
	provisional: "{n} 年的放假安排尚未載入，落在其中的時限為暫定。",
	kind_work: "工作日",
	kind_off: "週休",
	kind_holiday: "放假",
	kind_make_up: "補班",
	notice_text: "通知原文、CSV、JSON 或 ICS",
	notice_hint: "直接貼上國務院辦公廳通知的內文即可",
	check: "檢查",
	apply: "儲存新版本並生效",
	differences: "將改變 {n} 天",
	try_out: "預覽影響",
};
