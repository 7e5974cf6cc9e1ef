/**
 * What was typed in the last few milliseconds. IndexedDB answers a little later than a key is pressed, and a tab
 * can be killed in between; a `Storage` is written before the key's own event is over.
 */

import type { DraftData } from "./types";

/** Fields that a tab typed up to its change `seq`, and the same fields as the store may have them. */
export interface Typed {
  readonly tab: string;
  readonly seq: number;
  readonly from: readonly DraftData[];
  readonly fields: DraftData;
}

/** Fields that a page sent while it went, on a version. */
export interface Last {
  readonly version: number;
  readonly fields: DraftData;
}

export interface Left {
  readonly entry: Typed | Last;
  readonly done: () => void;
}

const NAME = "machitane.typed";

export class Journal {
  private readonly own: string;
  private written = false;

  /** `storage` is null where the store itself is written at once. */
  constructor(
    private readonly storage: Storage | null,
    private readonly key: string,
    private readonly tab: string,
  ) {
    this.own = `${NAME}/${key}/${tab}`;
  }

  /**
   * Keep what differs between the stored draft and the typed one; nothing when they are one. `flight` is what is
   * being stored at this moment.
   */
  write(seq: number, from: DraftData, flight: DraftData | null, mine: DraftData): void {
    const names = Object.keys({ ...from, ...mine }).filter((name) => from[name] !== mine[name]);
    if (names.length === 0) {
      if (this.written) this.attempt((storage) => storage.removeItem(this.own));
      this.written = false;
      return;
    }
    const part = (data: DraftData) => Object.fromEntries(names.map((name) => [name, data[name] ?? null]));
    const forks = flight === null ? [from] : [from, flight];
    const typed: Typed = { tab: this.tab, seq, from: forks.map(part), fields: part(mine) };
    this.attempt((storage) => storage.setItem(this.own, JSON.stringify(typed)));
    this.written = true;
  }

  /** Keep what a page that goes has sent: whether it arrived will show. */
  writeLast(last: Last): void {
    this.attempt((storage) => storage.setItem(`${this.own}/last`, JSON.stringify(last)));
  }

  /**
   * What other tabs typed and have not stored: dead ones left it behind, and to take in what a live one is about to
   * store does no harm. `done` removes an entry unless it was written again meanwhile.
   */
  left(): Left[] {
    const { storage } = this;
    if (storage === null) return [];
    const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
    return names
      .filter((name) => name.startsWith(`${NAME}/${this.key}/`) && name !== this.own)
      .sort()
      .flatMap((name) => leftIn(storage, name));
  }

  private attempt(act: (storage: Storage) => void): void {
    if (this.storage === null) return;
    try {
      act(this.storage);
    } catch {
      // Full, or forbidden: the store still gets it a few milliseconds later.
    }
  }
}

function leftIn(storage: Storage, name: string): Left[] {
  const text = storage.getItem(name);
  if (text === null) return [];
  const done = () => {
    if (storage.getItem(name) === text) storage.removeItem(name);
  };
  return [{ entry: JSON.parse(text) as Typed | Last, done }];
}
