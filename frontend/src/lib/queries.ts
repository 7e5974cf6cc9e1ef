/** What was read from the server, kept for a while. */
import { QueryClient } from "@tanstack/react-query";
import { problemOf } from "./problem";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Without a line the worker may have a copy; and if not, the screen says so at once instead of waiting.
      networkMode: "always",
      refetchOnReconnect: true,
      retry: (count, error) => navigator.onLine && count < 2 && problemOf(error).passing,
    },
    mutations: { retry: false, networkMode: "always" },
  },
});
