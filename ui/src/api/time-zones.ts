import { useQuery } from "@tanstack/vue-query";
import { api, ask } from "./client";

/** The time zones that the server knows. */
export function useTimeZones() {
	return useQuery({ queryKey: ["time-zones"], queryFn: () => ask(api.GET("/time-zones")), staleTime: Infinity });
}
