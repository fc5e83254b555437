export const notifications = {
	title: "通知",
};
