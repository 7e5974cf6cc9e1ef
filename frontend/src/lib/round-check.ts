/** What a call asks of who applies, its terms, and the sections of its document, as the public reads them. */
import { queryOptions } from "@tanstack/react-query";
import { api, read } from "@/api/client";
import type { components } from "@/api/schema";

export type RoundCheck = components["schemas"]["RoundCheckOutput"];
export type CheckDepartment = RoundCheck["departments"][number];
export type CheckQuestion = CheckDepartment["questions"][number];
export type CheckAnswer = CheckQuestion["answers"][number];

export function roundCheckQuery(round: string) {
  return queryOptions({
    queryKey: ["round-check", round],
    queryFn: () => read(api.GET("/api/v1/rounds/{id}/check/", { params: { path: { id: round } } })),
    staleTime: 300_000,
  });
}

/** The call document's sections, for sentences that rest on one. */
export function sectionsOf(round: string, check: RoundCheck | undefined) {
  const articles = Object.fromEntries((check?.articles ?? []).map((section) => [section.key, section.title]));
  return { articles, href: (key: string) => `/rounds/${round}#${key}` };
}
