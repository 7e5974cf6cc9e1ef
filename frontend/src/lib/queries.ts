/** What was read from the server, kept for a while. */
import { QueryClient } from "@tanstack/react-query";
import { problemOf } from "./problem";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < 2 && problemOf(error).passing,
    },
    mutations: { retry: false },
  },
});
