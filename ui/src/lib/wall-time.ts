// Local wall time of a zone and instants, both ways, by the browser's own zone data.
// A time that a change skips is read with the offset before it, one that occurs twice is the
// first (RFC 5545, 3.3.5), as the server does.

function parts(at: number, zone: string | undefined): number {
	const format = new Intl.DateTimeFormat("en-US", {
		timeZone: zone,
		hourCycle: "h23",
		year: "numeric",
		month: "2-digit",
		day: "2-digit",
		hour: "2-digit",
		minute: "2-digit",
		second: "2-digit",
	});
	const p = Object.fromEntries(format.formatToParts(new Date(at)).map((x) => [x.type, Number(x.value)]));
	return Date.UTC(p.year ?? 0, (p.month ?? 1) - 1, p.day, p.hour, p.minute, p.second);
}

function offsetAt(at: number, zone: string | undefined): number {
	return parts(at, zone) - Math.floor(at / 1000) * 1000;
}

/** "2026-11-26T09:30:00" of an instant in a zone (undefined: the browser's). */
export function toWall(at: string, zone?: string): string {
	return new Date(parts(Date.parse(at), zone)).toISOString().slice(0, 19);
}

/** The instant of a wall time in a zone, RFC 3339 in UTC. */
export function fromWall(text: string, zone?: string): string {
	const wall = Date.parse(`${text}Z`);
	const before = offsetAt(wall - 86_400_000, zone);
	const after = offsetAt(wall + 86_400_000, zone);
	const found = [wall - before, wall - after].filter((at) => parts(at, zone) === wall);
	const at = found.length > 0 ? Math.min(...found) : wall - before;
	return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}
