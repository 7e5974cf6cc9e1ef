/** Threads and their messages. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, read } from "@/api/client";
import type { components } from "@/api/schema";

export type Thread = components["schemas"]["ThreadOutput"];
export type Message = components["schemas"]["MessageOutput"];

export const threadsQuery = queryOptions({
  queryKey: ["threads"],
  queryFn: async (): Promise<Thread[]> => {
    const page = await read(api.GET("/api/v1/messages/", { params: { query: { page_size: 200 } } }));
    return page?.results ?? [];
  },
});

export const messagesQuery = (application: number) =>
  infiniteQueryOptions({
    queryKey: ["threads", application],
    queryFn: ({ pageParam }) =>
      read(
        api.GET("/api/v1/applications/{id}/messages/", {
          params: { path: { id: String(application) }, query: pageParam ? { cursor: pageParam } : {} },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => cursorOf(page?.next ?? null),
    refetchInterval: 60_000,
  });

function cursorOf(next: string | null): string | null {
  return next ? new URL(next, location.href).searchParams.get("cursor") : null;
}
