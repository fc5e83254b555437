import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed } from "vue";
import { api, ask, idempotencyKey, type Schemas } from "@/api/client";

export type Calendar = Schemas["calendar"];
export type YearOfDays = Awaited<ReturnType<typeof loadDays>>;
export type CalendarDay = YearOfDays["items"][number];
export type Notice = Awaited<ReturnType<typeof readNotice>>;

const once = () => ({ "Idempotency-Key": idempotencyKey() });
const loadDays = (id: string, year: number) => ask(api.GET("/calendars/{id}/days", { params: { path: { id }, query: { year } } }));

export function useCalendars() {
	return useQuery({ queryKey: ["calendars"], queryFn: () => ask(api.GET("/calendars", { params: { query: { sort: "-created_at", limit: 100 } } })) });
}

export function useCalendar(id: () => string) {
	return useQuery({ queryKey: computed(() => ["calendars", id(), "one"]), queryFn: () => ask(api.GET("/calendars/{id}", { params: { path: { id: id() } } })) });
}

export function useDays(id: () => string, year: () => number) {
	return useQuery({ queryKey: computed(() => ["calendars", id(), "days", year()]), queryFn: () => loadDays(id(), year()), placeholderData: keepPreviousData });
}

/** Reads a notice of days off; writes nothing. */
export function readNotice(calendar_id: string, year: number, text: string) {
	return ask(api.POST("/calendars/read-notice", { body: { calendar_id, year, text } }));
}

/** Saves the read days as a new version and puts it in force; gives the job that moves deadlines. */
export async function applyNotice(calendar: Calendar, notice: Notice, reason: string): Promise<string> {
	const body = { code: calendar.code, name: calendar.name, document: notice.document, reason };
	const draft = await ask(api.POST("/calendars", { params: { header: once() }, body }));
	const done = await ask(api.POST("/calendars/{id}/publish", { params: { path: { id: draft.id }, header: once() }, body: { reason, move: true } }));
	return done.job.id;
}
