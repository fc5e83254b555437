export const admin = {
	title: "系统管理",
};
