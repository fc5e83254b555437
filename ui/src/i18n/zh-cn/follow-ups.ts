export const followUps = {
	title: "跟进",
};
