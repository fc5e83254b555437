export const sheets = {
	title: "表单",
	about: "按文档版式查看、打印和导出客户表与问题表；每次查看或导出都会连同原因记入审计。",
	choose: "选择表单",
	customer: "客户基础信息与标签表",
	ticket: "客户问题处理跟踪表",
	show: "显示",
	print: "打印",
	start_title: "还没有显示表单",
	start_hint: "选好筛选条件、填写原因后点“显示”，或直接导出。",
	empty_hint: "换一换筛选条件再试。",
	rows: "共 {n} 行",
};
