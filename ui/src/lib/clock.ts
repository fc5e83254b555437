// The server's time in the browser: due times are the server's, so its clock counts and not the
// machine's.  Every reply brings its Date; a second's play is fine for countdowns.
import { onScopeDispose, shallowRef, type ShallowRef } from "vue";

let offset = 0;

/** Takes the Date header of a reply; anything unreadable changes nothing. */
export function clockHeard(date: string | null): void {
	const at = date ? Date.parse(date) : Number.NaN;
	if (!Number.isNaN(at) && Math.abs(at - Date.now() - offset) > 2000) offset = at - Date.now();
}

/** The server's present time in milliseconds. */
export function serverNow(): number {
	return Date.now() + offset;
}

type Ticker = { now: ShallowRef<number>; users: number; timer: ReturnType<typeof setInterval> };
const tickers = new Map<number, Ticker>();

function tickerOf(ms: number): Ticker {
	const known = tickers.get(ms);
	if (known) return known;
	const now = shallowRef(serverNow());
	const timer = setInterval(() => {
		now.value = serverNow();
	}, ms);
	const ticker = { now, users: 0, timer };
	tickers.set(ms, ticker);
	return ticker;
}

/** The server's time, refreshed every `ms` while the calling component lives; all that ask for
 * the same pace share one timer. */
export function useNow(ms = 15_000): ShallowRef<number> {
	const ticker = tickerOf(ms);
	ticker.users += 1;
	ticker.now.value = serverNow();
	onScopeDispose(() => {
		ticker.users -= 1;
		if (ticker.users > 0) return;
		clearInterval(ticker.timer);
		tickers.delete(ms);
	});
	return ticker.now;
}
