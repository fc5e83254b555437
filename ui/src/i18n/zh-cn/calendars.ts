export const calendars = {
	title: "工作日历",
};
