/** Handing a report in, once whatever happens: with what is typed, with its files, and with nothing taken out of it. */
import { api } from "@/api/client";
import type { DraftEngine } from "@/lib/draft/engine";
import { ofPerson } from "@/lib/draft/http";
import type { Person } from "@/lib/draft/types";
import { type Problem, problemOf } from "@/lib/problem";
import { letGo, orphans } from "./files";
import type { ReportDraft, Screen } from "./parts";
import { reportDraft } from "./transport";

export type Outcome =
  | { kind: "received" }
  | { kind: "refused"; problem: Problem }
  | { kind: "faults" }
  /** Something typed has not reached the server, or waits for a choice. */
  | { kind: "unsent" }
  | { kind: "conflicts" };

const PATIENCE_MS = 30_000;

export interface Handing {
  readonly engine: DraftEngine<ReportDraft>;
  readonly report: number;
  readonly me: Person;
  readonly returned: boolean;
  /** The screen, asked of the server now. */
  readonly ask: () => Promise<Screen>;
}

export async function handIn({ engine, report, me, returned, ask }: Handing): Promise<Outcome> {
  try {
    await engine.flush();
    for (let attempt = 0; ; attempt++) {
      const { caughtUp, conflicts, data, version } = engine.getSnapshot();
      if (conflicts.length > 0) return { kind: "conflicts" };
      if (!caughtUp) return { kind: "unsent" };
      let screen = await ask();
      if (screen.draft === null) return { kind: "received" };
      const gone = orphans(screen.draft.files, data, report);
      if (gone.length > 0 && !returned) {
        await letGo(gone, report);
        screen = await ask();
        if (screen.draft === null) return { kind: "received" };
      }
      if (reportDraft(screen.draft).faults.length > 0) return { kind: "faults" };
      const problem = await send(report, version, me, returned);
      if (problem === null) return { kind: "received" };
      if (problem.passing || problem.code === "common.wrong_state") {
        // The answer may have been lost on its way back.
        if ((await ask()).draft === null) return { kind: "received" };
        return { kind: "refused", problem };
      }
      // Somebody saved in between: what they wrote is taken in, and the report as it is then goes in.
      if (problem.status !== 412 || attempt > 0) return { kind: "refused", problem };
      engine.wake();
      await engine.flush();
    }
  } catch (error) {
    return { kind: "refused", problem: problemOf(error) };
  }
}

async function send(report: number, version: number, me: Person, returned: boolean): Promise<Problem | null> {
  const params = { path: { id: String(report) }, header: { "If-Match": `"${version}"` } };
  const headers = ofPerson(me.id);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    if (returned) await api.POST("/api/v1/reports/{id}/resubmit/", { params, headers, signal });
    else await api.POST("/api/v1/reports/{id}/submit/", { params, headers, signal });
    return null;
  } catch (error) {
    return problemOf(error);
  }
}
