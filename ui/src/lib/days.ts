// Arithmetic on civil dates as texts "2026-11-26"; no zone is involved.

/** The date n days later (earlier when n < 0). */
export function dayAfter(date: string, n: number): string {
	return new Date(Date.parse(`${date}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
}

/** 0 = Monday … 6 = Sunday. */
export function weekday(date: string): number {
	return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** The Monday of its week. */
export function monday(date: string): string {
	return dayAfter(date, -weekday(date));
}

/** The first day of its month. */
export function monthStart(date: string): string {
	return `${date.slice(0, 8)}01`;
}
