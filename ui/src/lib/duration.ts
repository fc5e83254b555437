// Spans of time in the two largest units that people read: 2 d 3 h, 4 h 5 min, 12 min.

export type Unit = "d" | "h" | "min" | "s";
export type Part = { unit: Unit; n: number };

const sizes: [Unit, number][] = [
	["d", 86_400],
	["h", 3_600],
	["min", 60],
	["s", 1],
];

/** The parts of |seconds|, at most two, largest first; below a minute the seconds. */
export function durationParts(seconds: number): Part[] {
	let rest = Math.floor(Math.abs(seconds));
	const parts: Part[] = [];
	for (const [unit, size] of sizes) {
		if (unit === "s" && parts.length > 0) break;
		const n = Math.floor(rest / size);
		rest -= n * size;
		if (n > 0) parts.push({ unit, n });
		else if (parts.length > 0) break;
		if (parts.length === 2) break;
	}
	return parts.length > 0 ? parts : [{ unit: "s", n: 0 }];
}
