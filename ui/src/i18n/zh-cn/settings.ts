export const settings = {
	title: "个人设置",
};
