// The colleagues who may be mentioned: those who may read the notes of a ticket, or the records of
// a customer.
import { useQuery } from "@tanstack/vue-query";
import { computed } from "vue";
import { api, ask } from "./client";

export type Reader = { id: string; name: string; pinyin: string };
export type Readable = { record: "ticket" | "customer"; id: string };

async function fetchReaders(of: Readable): Promise<Reader[]> {
	if (of.record === "ticket") return (await ask(api.GET("/tickets/{ticket_id}/readers", { params: { path: { ticket_id: of.id } } }))).items;
	return (await ask(api.GET("/customers/{customer_id}/readers", { params: { path: { customer_id: of.id } } }))).items;
}

export function useReaders(of: () => Readable | null, wanted: () => boolean) {
	return useQuery({
		queryKey: computed(() => ["readers", of()]),
		queryFn: () => {
			const readable = of();
			return readable ? fetchReaders(readable) : [];
		},
		staleTime: 60_000,
		enabled: computed(() => wanted() && of() !== null),
	});
}
