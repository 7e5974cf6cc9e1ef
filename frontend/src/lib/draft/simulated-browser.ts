/** A browser whose tabs share a device, and can be killed. For tests. */

import { DraftEngine } from "./engine";
import type { Channel, Message } from "./keeper";
import type { SimulatedLine } from "./simulated-server";
import { type DeviceStore, IndexedDbStore, MemoryStore } from "./store";
import type { DeviceRecord, Person } from "./types";

export const QUICK = { pause: 8, longest: 60, retry: 4, retryMost: 25, poll: 40, orphan: 30 };

export class SimulatedBrowser {
  readonly storage = new FakeStorage();
  private readonly channels = new Set<FakeChannel>();
  private readonly stores = new Map<DraftEngine, DyingStore>();
  private readonly ears = new Map<DraftEngine, FakeChannel>();
  private tabs = 0;
  /** The longest that the device takes to store something, in milliseconds. */
  storing = 2;

  /** `safeguard` off: nothing is kept on the device, as in a form that only saves to the server. */
  constructor(
    readonly line: SimulatedLine,
    readonly safeguard = true,
    private readonly store: DeviceStore = new IndexedDbStore(),
  ) {}

  async open(person: Person, application: number, delays = QUICK): Promise<DraftEngine> {
    const tab = this.openNow(person, application, delays);
    await tab.start();
    return tab;
  }

  openNow(person: Person, application: number, delays = QUICK): DraftEngine {
    const store = new DyingStore(
      this.safeguard ? this.store : new MemoryStore(undefined),
      () => Math.random() * this.storing,
    );
    const channel = new FakeChannel(this.channels);
    const engine = new DraftEngine({
      subject: `application/${application}`,
      person,
      transport: this.line.transport(person),
      surroundings: {
        store,
        journal: this.safeguard ? this.storage : null,
        channel,
        tab: `tab${++this.tabs}`,
        now: () => Date.now(),
      },
      delays,
      isOnline: () => this.line.isOnline,
      isVisible: () => true,
    });
    this.stores.set(engine, store);
    this.ears.set(engine, channel);
    return engine;
  }

  /** Let a tab hear nothing of the others, like one that the browser put to sleep. */
  deafen(engine: DraftEngine): void {
    this.ears.get(engine)?.close();
  }

  /** Close a tab between two instructions: what it had asked of the store may not have been done. */
  kill(engine: DraftEngine): void {
    const store = this.stores.get(engine);
    if (store !== undefined) store.isDead = true;
    engine.kill();
  }
}

/** A store whose last requests get lost with the tab. */
class DyingStore implements DeviceStore {
  isDead = false;

  constructor(
    private readonly store: DeviceStore,
    private readonly delay: () => number,
  ) {}

  read(key: string): Promise<DeviceRecord | undefined> {
    return this.store.read(key);
  }

  async update(
    key: string,
    change: (found: DeviceRecord | undefined) => DeviceRecord,
  ): Promise<DeviceRecord> {
    await new Promise((resolve) => setTimeout(resolve, this.delay()));
    if (this.isDead) return new Promise(() => undefined);
    const stored = await this.store.update(key, change);
    await new Promise((resolve) => setTimeout(resolve, this.delay()));
    return this.isDead ? new Promise(() => undefined) : stored;
  }

  remove(key: string): Promise<void> {
    return this.store.remove(key);
  }

  keys(): Promise<string[]> {
    return this.store.keys();
  }
}

class FakeChannel implements Channel {
  private hear: (message: Message) => void = () => undefined;

  constructor(private readonly all: Set<FakeChannel>) {
    all.add(this);
  }

  post(message: Message): void {
    for (const other of this.all)
      if (other !== this) setTimeout(() => other.hear(structuredClone(message)), 1);
  }

  listen(hear: (message: Message) => void): void {
    this.hear = hear;
  }

  close(): void {
    this.all.delete(this);
    this.hear = () => undefined;
  }
}

export class FakeStorage implements Storage {
  private readonly held = new Map<string, string>();

  get length(): number {
    return this.held.size;
  }

  key(index: number): string | null {
    return [...this.held.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.held.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.held.set(key, value);
  }

  removeItem(key: string): void {
    this.held.delete(key);
  }

  clear(): void {
    this.held.clear();
  }
}
