/** 提出する, once whatever happens: pressed twice, answered late, or not answered at all. */
import { api } from "@/api/client";
import type { DraftEngine } from "@/lib/draft/engine";
import { type FormDraft, ofPerson } from "@/lib/draft/http";
import type { Person, ServerDraft } from "@/lib/draft/types";
import { type Problem, problemOf } from "@/lib/problem";

export type Outcome =
  | { kind: "received" }
  | { kind: "refused"; problem: Problem }
  /** Something typed has not reached the server, or waits for a choice. */
  | { kind: "unsent" }
  | { kind: "conflicts" };

const PATIENCE_MS = 30_000;
const ASK_AGAIN_MS = 2_000;

/**
 * Send what is typed and file it. An application is filed once: where the answer is lost, its state says whether
 * it was received.
 */
export async function submit(
  id: number,
  engine: DraftEngine<FormDraft>,
  profile: DraftEngine<ServerDraft>,
  me: Person,
  returned: boolean,
): Promise<Outcome> {
  await Promise.all([engine.flush(), profile.flush()]);
  if (!profile.getSnapshot().caughtUp) return { kind: "unsent" };
  for (let attempt = 0; ; attempt++) {
    const { caughtUp, conflicts, version } = engine.getSnapshot();
    if (conflicts.length > 0) return { kind: "conflicts" };
    if (!caughtUp) return { kind: "unsent" };
    const problem = await send(id, version, me, returned);
    if (problem === null) return { kind: "received" };
    if (problem.passing) return (await wasReceived(id)) ? { kind: "received" } : { kind: "refused", problem };
    if (problem.code === "common.wrong_state" && (await wasReceived(id))) return { kind: "received" };
    // Somebody saved in between: what they wrote is taken in, and the form as it is then goes in.
    if (problem.status !== 412 || attempt > 0) return { kind: "refused", problem };
    engine.wake();
    await engine.flush();
  }
}

async function send(id: number, version: number, me: Person, returned: boolean): Promise<Problem | null> {
  const params = { path: { id: String(id) }, header: { "If-Match": `"${version}"` } };
  const headers = ofPerson(me.id);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    if (returned)
      await api.POST("/api/v1/applications/{id}/resubmit/", { params, headers, body: {}, signal });
    else await api.POST("/api/v1/applications/{id}/submit/", { params, headers, signal });
    return null;
  } catch (error) {
    return problemOf(error);
  }
}

/** Whether the application is filed, asked until the server answers or patience ends. */
async function wasReceived(id: number): Promise<boolean> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    try {
      const { data } = await api.GET("/api/v1/applications/{id}/", { params: { path: { id: String(id) } } });
      return data?.state === "submitted";
    } catch (error) {
      if (!problemOf(error).passing) return false;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
  return false;
}
