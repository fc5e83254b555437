import type { Catalogue } from "../i18n";

export const sheets: Catalogue["sheets"] = {
	title: "表單",
	about: "依文件版式檢視、列印和匯出客戶表與問題表；每次檢視或匯出都會連同原因記入稽核。",
	choose: "選擇表單",
	customer: "客戶基礎資訊與標籤表",
	ticket: "客戶問題處理追蹤表",
	show: "顯示",
	print: "列印",
	start_title: "還沒有顯示表單",
	start_hint: "選好篩選條件、填寫原因後點「顯示」，或直接匯出。",
	empty_hint: "換個篩選條件再試。",
	rows: "共 {n} 列",
};
