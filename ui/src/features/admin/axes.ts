// The axes on which customers are tagged; what an import brings, and any other word, is free.
export const axes = ["value", "stage", "need", "free"] as const;
export type Axis = (typeof axes)[number];

export function axisOf(word: string | null): Axis {
	return axes.find((axis) => axis === word) ?? "free";
}
