// Server-sent events: one stream for the whole page; whoever shows something that changed asks
// for it anew with its own rights.
import { onScopeDispose } from "vue";

export type LiveEvent = { record?: string; id?: string; action?: string };
type Listener = (event: LiveEvent) => void;

const names = ["record", "notification", "job", "presence"] as const;
export type LiveName = (typeof names)[number];

const listeners = new Map<LiveName, Set<Listener>>(names.map((n) => [n, new Set<Listener>()]));
let source: EventSource | null = null;
let wanted = false;

function heard(name: LiveName, event: MessageEvent<string>): void {
	const data = JSON.parse(event.data) as LiveEvent;
	for (const listener of listeners.get(name) ?? []) listener(data);
}

/** A stream that was refused is not taken up by the browser; it is asked for again. */
function again(): void {
	if (source?.readyState !== EventSource.CLOSED) return;
	source = null;
	setTimeout(() => wanted && liveOpen(), 10_000);
}

/** Opens the stream; the browser takes it up again by itself when it breaks. */
export function liveOpen(): void {
	wanted = true;
	if (source) return;
	source = new EventSource("/api/v1/events");
	for (const name of names) source.addEventListener(name, (e) => heard(name, e as MessageEvent<string>));
	source.addEventListener("error", again);
}

export function liveClose(): void {
	wanted = false;
	source?.close();
	source = null;
}

/** Calls `then` when an event of that name that `concerns` us comes, while the component lives;
 * a burst of them is one call. */
export function useLive(name: LiveName, concerns: (event: LiveEvent) => boolean, then: () => void, pauseMs = 300): void {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const listener: Listener = (event) => {
		if (!concerns(event)) return;
		timer ??= setTimeout(() => {
			timer = undefined;
			then();
		}, pauseMs);
	};
	listeners.get(name)?.add(listener);
	onScopeDispose(() => {
		clearTimeout(timer);
		listeners.get(name)?.delete(listener);
	});
}
