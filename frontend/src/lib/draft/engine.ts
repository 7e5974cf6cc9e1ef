/**
 * One person's draft of one application: every change to the device at once, then to the server a second after
 * the last key, merged place by place with what others saved, for as long as it takes.
 */

import { type Channel, Keeper, type Message, type Surroundings } from "./keeper";
import { same } from "./places";
import { chosen, keptOf, unsent, withSaved, withSent, withVersion } from "./record";
import type {
  Answer,
  Conflict,
  DraftData,
  DraftSnapshot,
  Json,
  Path,
  Person,
  Problem,
  SaveState,
  ServerDraft,
  Transport,
  Writer,
} from "./types";

/** Milliseconds. */
export interface Delays {
  /** From the last key to sending. */
  readonly pause: number;
  /** The longest that somebody who never pauses goes unsent. */
  readonly longest: number;
  /** The first wait after a failure; each further one is twice as long, up to `retryMost`. */
  readonly retry: number;
  readonly retryMost: number;
  /** Between asking who else writes. */
  readonly poll: number;
  /** Before this tab sends what another tab typed and did not send. */
  readonly orphan: number;
}

export const DELAYS: Delays = {
  pause: 1_000,
  longest: 10_000,
  retry: 1_000,
  retryMost: 8_000,
  poll: 15_000,
  orphan: 6_000,
};

const MOST_ROUNDS = 20;

export interface EngineOptions<S extends ServerDraft> {
  /** What is written, as the device names it: `application/12`. */
  readonly subject: string;
  readonly person: Person;
  readonly transport: Transport<S>;
  readonly surroundings: Surroundings;
  readonly delays?: Delays;
  isOnline(): boolean;
  isVisible(): boolean;
}

export class DraftEngine<S extends ServerDraft = ServerDraft> {
  private readonly keeper: Keeper;
  private readonly delays: Delays;
  private readonly channel: Channel;
  private readonly listeners = new Set<() => void>();
  private snapshot: DraftSnapshot<S> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private poller: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;
  private again = false;
  /** Something may have changed since the request that is under way was sent: its failure says nothing. */
  private woken = false;
  private unsentSince: number | null = null;
  private failures = 0;
  private trouble: "none" | "away" | "busy" | "refused" | "signed-out" = "none";
  private problem: Problem | null = null;
  private loaded = false;
  private stopped = false;
  private part = "";
  private writers: readonly Writer[] = [];
  private answer: S | null = null;

  constructor(private readonly options: EngineOptions<S>) {
    this.delays = options.delays ?? DELAYS;
    this.channel = options.surroundings.channel;
    const key = keyOfDraft(options.person.id, options.subject);
    this.keeper = new Keeper(key, options.surroundings, () => this.tell());
  }

  /** Show what the device has, then what the server has; `known` where a screen has just asked it. */
  async start(known: S | null = null): Promise<void> {
    this.channel.listen((message) => this.hear(message));
    await this.keeper.open();
    if (known !== null && !this.stopped) await this.judge({ kind: "ok", value: known });
    await this.flush();
    this.poll();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getSnapshot = (): DraftSnapshot<S> => {
    this.snapshot ??= this.look();
    return this.snapshot;
  };

  /** A field's new value; null or undefined empties it. */
  set(field: string, value: Json | undefined): void {
    if (same(this.keeper.mine[field], value) && value !== "") return;
    this.edit((data) => ({ ...data, [field]: value ?? null }));
  }

  /** Any change of the draft, from what is there at this moment. */
  edit(change: (data: DraftData) => DraftData): void {
    if (this.stopped) return;
    const next = change(this.keeper.mine);
    if (next === this.keeper.mine) return;
    this.keeper.edit(withoutNul(next, this.keeper.mine));
    this.unsentSince ??= this.now();
    const patience = this.unsentSince + this.delays.longest - this.now();
    if (this.trouble === "refused") this.trouble = "none";
    if (this.trouble === "none") this.plan(Math.max(0, Math.min(this.delays.pause, patience)));
  }

  /** Keep one's own text at a place, or take one of the others. */
  async choose(path: Path, choice: "mine" | number): Promise<void> {
    await this.keeper.commit((record) => chosen(record, path, choice));
    await this.flush();
  }

  /** Say in which part of the form the person is; empty when they leave it. */
  at(part: string): void {
    if (part === this.part) return;
    this.part = part;
    this.poll();
  }

  /** Send now what is not sent: on blur, on Ctrl+S, when the line is back. */
  flush(last = false): Promise<void> {
    if (this.stopped) return Promise.resolve();
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.running !== null) {
      this.again = true;
      return this.running;
    }
    this.running = this.run(last).finally(() => {
      this.running = null;
      this.tell();
    });
    this.tell();
    return this.running;
  }

  /** The page is about to go: send without waiting for the device, which has it already. */
  leave(): void {
    const fields =
      this.trouble === "signed-out" ? null : unsent({ ...this.keeper.record, mine: this.keeper.mine });
    if (fields === null || this.stopped || !this.loaded) return;
    this.keeper.noteLast(fields);
    void this.options.transport.save(fields, this.keeper.record.base.version, true).catch(() => undefined);
  }

  /** The line is back, or the window is looked at again: another tab may have typed, and may have died. */
  wake(): void {
    if (this.stopped) return;
    this.failures = 0;
    void this.keeper.recover().then(() => {
      this.woken = this.running !== null;
      return this.flush();
    });
    this.poll();
  }

  /** The same person signed in again, here or in another tab. */
  signedIn(): void {
    this.channel.post({ kind: "signed-in", person: this.options.person.id });
    this.resume();
  }

  /** Stop for good; what was typed is on the device. */
  async stop(): Promise<void> {
    await this.keeper.settled();
    this.kill();
  }

  /** Stop this instant, as a closed tab does. */
  kill(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    clearTimeout(this.poller);
    this.keeper.close();
    this.channel.close();
    this.listeners.clear();
  }

  private now(): number {
    return this.options.surroundings.now();
  }

  private hear(message: Message): void {
    if (this.stopped) return;
    if (message.kind === "signed-in") {
      if (message.person === this.options.person.id) this.resume();
      return;
    }
    this.keeper.hear(message);
    // The tab that typed sends. Only if it cannot any more does this one.
    if (this.timer === undefined && this.running === null && this.trouble === "none")
      this.plan(this.delays.orphan);
  }

  private resume(): void {
    if (this.trouble === "signed-out") this.trouble = "none";
    this.wake();
  }

  private plan(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), milliseconds);
    this.tell();
  }

  private async run(last: boolean): Promise<void> {
    let rounds = 0;
    do {
      // A server that gives back something else than it was sent is not asked without end.
      if (++rounds > MOST_ROUNDS) return this.later("busy", null);
      this.again = this.woken = false;
      const answer = this.loaded ? await this.send(last) : await this.load();
      if (this.stopped) return;
      if (answer === null || (await this.judge(answer)) || this.woken) continue;
      return;
    } while (this.again || (this.loaded && unsent(this.keeper.record) !== null));
    this.unsentSince = null;
    this.failures = 0;
  }

  private async load(): Promise<Answer<S>> {
    return this.asking(() => this.options.transport.load());
  }

  /** Send what is not sent; null where there is nothing. */
  private async send(last: boolean): Promise<Answer<S> | null> {
    let fields: DraftData | null = null;
    let version = 0;
    await this.keeper.commit((record) => {
      fields = unsent(record);
      version = record.base.version;
      return fields === null ? record : withSent(record, fields);
    });
    const sent = fields as DraftData | null;
    if (sent === null || this.stopped) return null;
    const answer = await this.asking(() => this.options.transport.save(sent, version, last));
    if (answer.kind === "ok" && !this.stopped) {
      await this.keeper.commit((record) => withSaved(record, keptOf(answer.value), sent));
    }
    return answer;
  }

  private async asking(ask: () => Promise<Answer<S>>): Promise<Answer<S>> {
    if (!this.options.isOnline()) return { kind: "unreachable" };
    try {
      return await ask();
    } catch {
      return { kind: "unreachable" };
    }
  }

  /** Take in what the server said; whether to go on at once. */
  private async judge(answer: Answer<S>): Promise<boolean> {
    this.trouble = "none";
    this.problem = null;
    switch (answer.kind) {
      case "ok": {
        const first = !this.loaded;
        this.failures = 0;
        this.loaded = true;
        this.answer = answer.value;
        if (first) await this.keeper.begin((record) => withVersion(record, keptOf(answer.value)));
        return true;
      }
      case "stale":
        // It may be what a tab of this browser sent while it was closed.
        await this.keeper.commit((record) => withVersion(record, keptOf(answer.value)), true);
        this.failures += 1;
        if (this.failures <= 5) return true;
        this.later("busy", null);
        return false;
      case "signed-out":
        this.trouble = "signed-out";
        return false;
      case "refused":
        this.trouble = "refused";
        this.problem = answer.problem;
        return false;
      case "busy":
        this.later("busy", answer.wait);
        return false;
      case "unreachable":
        this.later("away", null);
        return false;
    }
  }

  private later(trouble: "away" | "busy", seconds: number | null): void {
    this.trouble = trouble;
    const growing = Math.min(this.delays.retryMost, this.delays.retry * 2 ** Math.min(this.failures, 10));
    this.failures += 1;
    const asked = seconds === null ? 0 : seconds * 1000;
    this.plan(Math.max(asked, growing * (0.75 + Math.random() / 4)));
  }

  /** Ask who else writes, and whether somebody saved; again and again while the form is looked at. */
  private poll(): void {
    clearTimeout(this.poller);
    if (this.stopped) return;
    void this.ask().finally(() => {
      if (!this.stopped) this.poller = setTimeout(() => this.poll(), this.delays.poll);
    });
  }

  private async ask(): Promise<void> {
    if (!this.loaded || !this.options.isVisible() || !this.options.isOnline() || this.trouble !== "none")
      return;
    const answer = await this.options.transport.writing(this.part).catch(() => null);
    if (this.stopped || answer?.kind !== "ok") return;
    this.writers = answer.value.writers;
    if (answer.value.version > this.keeper.record.base.version && this.running === null) {
      const newer = await this.load();
      if (newer.kind === "ok" && !this.stopped) {
        this.answer = newer.value;
        await this.keeper.commit((record) => withVersion(record, keptOf(newer.value)), true);
        void this.flush();
      }
    }
    this.tell();
  }

  private tell(): void {
    this.snapshot = null;
    for (const listener of this.listeners) listener();
  }

  private look(): DraftSnapshot<S> {
    const { record, mine } = this.keeper;
    const caughtUp = this.loaded && mine === record.mine && unsent(record) === null;
    return {
      ready: this.keeper.isReady,
      data: mine,
      conflicts: record.conflicts as readonly Conflict[],
      state: this.state(caughtUp),
      writers: this.writers,
      answer: this.answer,
      version: record.base.version,
      caughtUp,
    };
  }

  private state(caughtUp: boolean): SaveState {
    const { record, failed } = this.keeper;
    const at = record.changedAt || this.now();
    if (this.trouble === "signed-out") return { kind: "signed-out", at };
    if (this.trouble === "refused" || this.trouble === "busy") {
      return { kind: "failed", problem: this.problem, onDevice: !failed };
    }
    if (!this.options.isOnline() || this.trouble === "away") {
      if (failed || (this.options.isOnline() && this.failures > 2)) {
        return { kind: "failed", problem: null, onDevice: !failed };
      }
      return caughtUp && record.base.at !== null
        ? { kind: "saved", at: record.base.at }
        : { kind: "on-device", at };
    }
    if (!caughtUp && this.keeper.isReady) return { kind: "saving" };
    return record.base.at === null ? { kind: "untouched" } : { kind: "saved", at: record.base.at };
  }
}

/** The name of a draft on the device. */
export const keyOfDraft = (person: number, subject: string): string => `${person}/${subject}`;

/** No database keeps U+0000, and nobody types it: it comes along when text is pasted. */
function withoutNul(next: DraftData, before: DraftData): DraftData {
  const clean = (value: Json): Json => {
    if (typeof value === "string") return value.includes("\0") ? value.replaceAll("\0", "") : value;
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clean(item)]));
  };
  const dirty = Object.keys(next).filter(
    (field) => next[field] !== before[field] && JSON.stringify(next[field] ?? null).includes("\\u0000"),
  );
  if (dirty.length === 0) return next;
  return { ...next, ...Object.fromEntries(dirty.map((field) => [field, clean(next[field] ?? null)])) };
}
