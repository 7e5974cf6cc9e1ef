/** The server's side of a draft, over the API. */

import { api } from "@/api/client";
import type { components } from "@/api/schema";
import { type Problem, problemOf } from "@/lib/problem";
import { regained, sessionIsLost } from "@/lib/session";
import type { Answer, DraftData, Person, ServerDraft, Transport } from "./types";

type Told = components["schemas"]["DraftOutput"];

/** A draft with what the server says of it besides: what it lacks, the amount's working and its terms. */
export type FormDraft = ServerDraft & Omit<Told, "draft">;

const PATIENCE_MS = 20_000;
/** What a page that goes may still send, by the browsers' common rule. */
const LAST_BYTES = 60_000;

/** A draft as a screen's own answer brought it. */
export function formDraft(told: Told): FormDraft {
  return { ...told, draft: told.draft as DraftData };
}

export function draftOverHttp(application: number, person: number): Transport<FormDraft> {
  const headers = ofPerson(person);
  const path = { id: String(application) };
  return {
    load: () =>
      answered(async () => {
        const { data } = await api.GET("/api/v1/applications/{id}/draft/", {
          params: { path },
          headers,
          ...patient(),
        });
        return formDraft(data as Told);
      }),
    save: (fields, version, last) =>
      answered(async () => {
        const body = fields as Record<string, unknown>;
        const { data } = await api.PATCH("/api/v1/applications/{id}/draft/", {
          params: { path, header: { "If-Match": `"${version}"` } },
          body,
          headers,
          ...sentWith(fields, last),
        });
        return formDraft(data as Told);
      }),
    writing: (part) =>
      answered(async () => {
        const { data } = await api.POST("/api/v1/applications/{id}/draft/writing/", {
          params: { path },
          body: { part },
          headers,
          ...patient(),
        });
        return data as components["schemas"]["WritingOutput"];
      }),
  };
}

/** Says whose text is sent: under somebody else's session the server refuses it (`isAnotherPerson`). */
export const ofPerson = (person: number) => ({ "X-Person": String(person) });

export const isAnotherPerson = (problem: { readonly code: string } | null): boolean =>
  problem?.code === "common.another_person";

export const patient = () => ({ signal: AbortSignal.timeout(PATIENCE_MS) });

/** How fields are sent: with patience, or, `last`, by a page that does not wait for the answer. */
export const sentWith = (fields: DraftData, last: boolean) =>
  last ? { keepalive: JSON.stringify(fields).length < LAST_BYTES } : patient();

/** The outcome of a request, failures included. */
export async function answered<T>(ask: () => Promise<T>): Promise<Answer<T>> {
  try {
    const value = await ask();
    // Signed in again in another tab: the sheet over this one has done its work.
    if (sessionIsLost()) regained();
    return { kind: "ok", value };
  } catch (error) {
    // The sheet asks to sign in; somebody is, and the form says who.
    if (isAnotherPerson(problemOf(error)) && sessionIsLost()) regained();
    return answerOf(error);
  }
}

export function answerOf(error: unknown): Answer<never> {
  const problem = problemOf(error);
  switch (problem.status) {
    case 0:
      return { kind: "unreachable" };
    case 401:
      return { kind: "signed-out" };
    case 412:
      return { kind: "stale", value: newer(problem) };
    case 408:
    case 425:
    case 429:
      return { kind: "busy", wait: null };
    default:
      if (problem.status >= 500) return { kind: "busy", wait: null };
      // The page's token is renewed with every sign-in; the next try takes the new one.
      if (problem.code === "common.csrf") return { kind: "busy", wait: null };
      return {
        kind: "refused",
        status: problem.status,
        problem: { code: problem.code, detail: problem.message, faults: problem.faults },
      };
  }
}

function newer(problem: Problem): ServerDraft {
  const { current, draft, saved_by, saved_at } = problem.body;
  return {
    version: Number(current),
    draft: draft as DraftData,
    saved_by: (saved_by ?? null) as Person | null,
    saved_at: (saved_at ?? null) as string | null,
  };
}
