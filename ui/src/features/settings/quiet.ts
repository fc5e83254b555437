// Minutes of a day, 1350, as a clock shows them, "22:30".

export function clockOf(minutes: number | null): string {
	if (minutes === null) return "";
	const two = (n: number): string => String(n).padStart(2, "0");
	return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export function minutesOf(clock: string | null | undefined): number | null {
	const found = /^(\d{2}):(\d{2})/.exec(clock ?? "");
	return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}
