/** A server and a network that behave like ours, and can fail like ours. For tests. */

import type { Answer, DraftData, Json, Person, ServerDraft, Transport, Writer } from "./types";

const LARGEST = 500_000;

export class SimulatedServer {
  version = 1;
  draft: Record<string, Json> = {};
  savedBy: Person | null = null;
  savedAt: string | null = null;
  /** Who is signed in, by id. */
  readonly sessions = new Set<number>();
  /** Whether the process runs. */
  isUp = true;
  isOverloaded = false;
  state: "draft" | "submitted" = "draft";
  saves = 0;
  readonly marks = new Map<number, Writer>();

  load(by: Person): Answer<ServerDraft> {
    return this.guarded(by) ?? this.shown();
  }

  /** As `applications.services.drafting.save_draft`. */
  save(by: Person, fields: DraftData, version: number): Answer<ServerDraft> {
    const refusal = this.guarded(by);
    if (refusal !== null) return refusal;
    if (this.state !== "draft") return refused(409, "applications.not_editable");
    if (version !== this.version) return { kind: "stale", value: this.told() };
    const merged = { ...this.draft, ...structuredClone(fields) };
    for (const [field, value] of Object.entries(merged)) if (value === null) delete merged[field];
    if (new TextEncoder().encode(JSON.stringify(merged)).length > LARGEST) {
      return refused(422, "applications.draft_too_large");
    }
    this.draft = merged;
    this.version += 1;
    this.saves += 1;
    this.savedBy = by;
    this.savedAt = new Date().toISOString();
    return this.shown();
  }

  writing(by: Person, part: string): Answer<{ version: number; writers: Writer[] }> {
    const refusal = this.guarded(by);
    if (refusal !== null) return refusal as never;
    if (part === "") this.marks.delete(by.id);
    else this.marks.set(by.id, { ...by, part, at: new Date().toISOString() });
    const writers = [...this.marks.values()].filter((mark) => mark.id !== by.id);
    return { kind: "ok", value: { version: this.version, writers } };
  }

  private guarded(by: Person): Answer<ServerDraft> | null {
    if (this.isOverloaded) return { kind: "busy", wait: null };
    return this.sessions.has(by.id) ? null : { kind: "signed-out" };
  }

  private shown(): Answer<ServerDraft> {
    return { kind: "ok", value: this.told() };
  }

  private told(): ServerDraft {
    const draft = structuredClone(this.draft);
    return { version: this.version, draft, saved_by: this.savedBy, saved_at: this.savedAt };
  }
}

function refused(status: number, code: string): Answer<ServerDraft> {
  return { kind: "refused", status, problem: { code, detail: code } };
}

/** One browser's line to the server. */
export class SimulatedLine {
  isOnline = true;
  /** Milliseconds, one way. */
  delay: () => number = () => 0;
  /** Whether this answer gets lost although the request arrived. */
  losesAnswer: () => boolean = () => false;

  constructor(readonly server: SimulatedServer) {}

  transport(by: Person): Transport {
    return {
      load: () => this.carry(() => this.server.load(by)),
      save: (fields, version) => {
        const sent = structuredClone(fields);
        return this.carry(() => this.server.save(by, sent, version));
      },
      writing: (part) => this.carry(() => this.server.writing(by, part)),
    };
  }

  private async carry<T>(act: () => Answer<T>): Promise<Answer<T>> {
    await sleep(this.delay());
    if (!this.isOnline || !this.server.isUp) return { kind: "unreachable" };
    const answer = act();
    await sleep(this.delay());
    return !this.isOnline || !this.server.isUp || this.losesAnswer() ? { kind: "unreachable" } : answer;
  }
}

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
