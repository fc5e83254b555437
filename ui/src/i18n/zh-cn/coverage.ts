export const coverage = {
	title: "覆盖率与迟办",
};
