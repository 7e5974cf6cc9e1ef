/**
 * What was typed in the last few milliseconds. IndexedDB answers a little later than a key is pressed, and a tab
 * can be killed in between; a `Storage` is written before the key's own event is over.
 */

import type { DraftData } from "./types";

/** Fields that were typed and are not in the store yet, and the same fields as they may be in it. */
export interface Typed {
  readonly from: readonly DraftData[];
  readonly fields: DraftData;
}

const NAME = "machitane.typed";

export class Journal {
  private readonly own: string;
  private written = false;

  /** `storage` is null where the store itself is written at once. */
  constructor(
    private readonly storage: Storage | null,
    private readonly key: string,
    tab: string,
  ) {
    this.own = `${NAME}/${key}/${tab}`;
  }

  /**
   * Keep what differs between the stored draft and the typed one; nothing when they are one. `flight` is what is
   * being stored at this moment.
   */
  write(from: DraftData, flight: DraftData | null, mine: DraftData): void {
    const names = Object.keys({ ...from, ...mine }).filter((name) => from[name] !== mine[name]);
    if (names.length === 0) {
      if (this.written) this.attempt((storage) => storage.removeItem(this.own));
      this.written = false;
      return;
    }
    const part = (data: DraftData) => Object.fromEntries(names.map((name) => [name, data[name] ?? null]));
    const typed: Typed = { from: (flight === null ? [from] : [from, flight]).map(part), fields: part(mine) };
    this.attempt((storage) => storage.setItem(this.own, JSON.stringify(typed)));
    this.written = true;
  }

  /**
   * What other tabs typed and have not stored: dead ones left it behind, and to take in what a live one is about to
   * store does no harm. `done` removes an entry unless it was written again meanwhile.
   */
  left(): { typed: Typed; done: () => void }[] {
    const { storage } = this;
    if (storage === null) return [];
    const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
    return names
      .filter((name) => name.startsWith(`${NAME}/${this.key}/`) && name !== this.own)
      .flatMap((name) => {
        const text = storage.getItem(name);
        if (text === null) return [];
        const done = () => {
          if (storage.getItem(name) === text) storage.removeItem(name);
        };
        return [{ typed: JSON.parse(text) as Typed, done }];
      });
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
