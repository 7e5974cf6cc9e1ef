/** The device's side of a draft: what is typed is stored at once, and tabs see each other's typing. */

import { Journal, type Left } from "./journal";
import { merge } from "./merge";
import { get, put } from "./places";
import { recordOf, withLeftover, withStored, withTyped } from "./record";
import { type DeviceStore, MemoryStore } from "./store";
import type { DeviceRecord, DraftData, Json } from "./types";

/** What tabs tell each other. */
export type Message = { kind: "stored"; key: string; rev: number } | { kind: "signed-in"; person: number };

export interface Channel {
  post(message: Message): void;
  listen(hear: (message: Message) => void): void;
  close(): void;
}

export interface Surroundings {
  readonly store: DeviceStore;
  readonly journal: Storage | null;
  readonly channel: Channel;
  readonly tab: string;
  now(): number;
}

const EMPTY = recordOf({ version: 0, data: {}, by: null, at: null });

type Change = (record: DeviceRecord) => DeviceRecord;
const same: Change = (record) => record;

export class Keeper {
  /** The draft as it is on the screen. */
  mine: DraftData = EMPTY.mine;
  /** The record as it was last stored or read. */
  record: DeviceRecord = EMPTY;
  /** Whether the device refused to store the last typing. */
  failed = false;
  /** The stored draft from which `mine` was typed. */
  private fork: DraftData = EMPTY.mine;
  /** Counts this tab's changes; `history` has the draft after each that is not stored yet. */
  private seq = 0;
  private readonly history = new Map<number, DraftData>();
  /** The draft as it is being stored, or null. */
  private flight: DraftData | null = null;
  /** The draft as the device itself has it. */
  private durable: DraftData = EMPTY.mine;
  private store: DeviceStore;
  private queue: Promise<void> = Promise.resolve();
  private waiting = false;
  private gone = false;
  private readonly journal: Journal;

  constructor(
    private readonly key: string,
    private readonly around: Surroundings,
    private readonly changed: () => void,
  ) {
    this.journal = new Journal(around.journal, key, around.tab);
    this.store = around.store;
  }

  /** Whether there is a draft to type into, with all that was typed before. */
  isReady = false;

  /** Read what the device has, with what a killed tab left behind. */
  async open(): Promise<void> {
    try {
      const found = await this.store.read(this.key);
      if (found !== undefined) {
        this.record = found;
        this.mine = this.fork = this.durable = found.mine;
        await this.recover();
        this.ready();
      }
    } catch {
      this.giveUp();
    }
  }

  private ready(): void {
    this.isReady = true;
    this.changed();
  }

  /** Take in the server's first answer. */
  async begin(change: Change): Promise<void> {
    await this.commit(change);
    await this.recover();
    this.ready();
  }

  /** Take in what other tabs stored, and what killed ones had not stored yet. */
  recover(): Promise<void> {
    return this.commit(undefined, true);
  }

  /** The device keeps nothing: go on in memory, and tell. */
  private giveUp(): void {
    this.failed = true;
    this.store = new MemoryStore(this.record);
  }

  /** Take what was typed; it is on the device before this returns, or in a moment where there is no journal. */
  edit(mine: DraftData): void {
    if (mine === this.mine) return;
    this.mine = mine;
    this.seq += 1;
    this.history.set(this.seq, mine);
    this.note();
    this.changed();
    if (!this.waiting) void this.commit();
  }

  /** Another tab may have found this one's typing in the journal and stored it. */
  private acknowledge(record: DeviceRecord): void {
    const taken = this.history.get(record.stored[this.around.tab] ?? 0);
    if (taken !== undefined) this.fork = taken;
  }

  /**
   * Store what was typed, and `change` with it; `withLeft` also what other tabs left in the journal. One after the
   * other, in the order of the calls.
   */
  commit(change?: Change, withLeft = false): Promise<void> {
    if (change === undefined) this.waiting = true;
    this.queue = this.queue.then(() => this.keep(change ?? same, withLeft));
    return this.queue;
  }

  private async keep(change: Change, withLeft: boolean): Promise<void> {
    if (this.gone) return;
    this.waiting = false;
    const now = this.around.now();
    let typed = this.mine;
    let seq = this.seq;
    let left: Left[] = [];
    const next = (found: DeviceRecord | undefined): DeviceRecord => {
      typed = this.mine;
      const start = found === undefined || found.rev === this.record.rev ? this.record : found;
      // The journal is read while nobody else can store anything: what it holds is what the store lacks.
      left = withLeft ? this.journal.left() : [];
      const whole = left.reduce((record, { entry }) => withLeftover(record, entry, now), start);
      this.acknowledge(whole);
      const mine = withTyped(whole, [this.fork], typed, now);
      const made = change(mine === whole ? whole : withStored(mine, this.around.tab, this.seq));
      seq = this.seq;
      this.flight = typed;
      this.note();
      return found !== undefined && made === start ? found : { ...made, rev: start.rev + 1 };
    };
    const before = this.record.rev;
    let stored: DeviceRecord;
    try {
      stored = await this.store.update(this.key, next);
    } catch {
      this.giveUp();
      stored = await this.store.update(this.key, next);
    }
    if (this.gone) return;
    this.flight = null;
    if (!this.failed) {
      this.durable = stored.mine;
      for (const { done } of left) done();
    }
    for (const old of [...this.history.keys()]) if (old <= seq) this.history.delete(old);
    this.take(stored, typed);
    if (stored.rev !== before) this.around.channel.post({ kind: "stored", key: this.key, rev: stored.rev });
    this.changed();
  }

  /** Go on from a stored record; `typed` of the screen is in it, what was typed since is not. */
  private take(record: DeviceRecord, typed: DraftData): void {
    this.record = record;
    if (this.mine === typed) {
      this.mine = this.fork = record.mine;
    } else {
      const { data, conflicts } = merge([typed], this.mine, record.mine);
      let fork = record.mine;
      // Typed here while the other text was being stored: told as a conflict when this typing is stored.
      for (const path of conflicts.keys()) fork = put(fork, path, get(typed, path) as Json);
      this.mine = data;
      this.fork = fork;
      if (!this.waiting) void this.commit();
    }
    this.note();
  }

  private note(): void {
    this.journal.write(this.seq, this.failed ? this.durable : this.fork, this.flight, this.mine);
  }

  /** Hear of another tab's typing. */
  hear(message: Message): void {
    if (
      message.kind === "stored" &&
      message.key === this.key &&
      message.rev > this.record.rev &&
      !this.waiting
    ) {
      void this.commit();
    }
  }

  /** The page goes while `fields` are on their way; there is no time to ask the store. */
  noteLast(fields: DraftData): void {
    this.journal.writeLast({ version: this.record.base.version, fields });
  }

  /** Wait until everything typed is stored. */
  async settled(): Promise<void> {
    let seen: Promise<void> | null = null;
    while (seen !== this.queue) {
      seen = this.queue;
      await seen;
    }
  }

  /** Leave: what is under way may end, nothing new is stored. */
  close(): void {
    this.gone = true;
  }
}
