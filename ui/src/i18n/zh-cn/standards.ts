export const standards = {
	title: "响应标准",
};
