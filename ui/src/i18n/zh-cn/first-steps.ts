export const firstSteps = {
	title: "开始使用",
};
