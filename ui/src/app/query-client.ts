import { QueryClient } from "@tanstack/vue-query";
import { Problem } from "@/api/problem";

// A refusal is an answer; only a server that could not be reached is asked again.
export const queryClient = new QueryClient({
	defaultOptions: {
		queries: {
			staleTime: 15_000,
			retry: (count, error) => count < 2 && error instanceof Problem && (error.status === 0 || error.status === 503),
			refetchOnWindowFocus: true,
		},
		mutations: { retry: false },
	},
});
