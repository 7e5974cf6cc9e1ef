/** Where the device keeps drafts: IndexedDB, or the tab's own storage on a shared computer. */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";

import type { DeviceRecord } from "./types";

export interface DeviceStore {
  read(key: string): Promise<DeviceRecord | undefined>;
  /** Change a record in one step that no other tab can come between; what `change` returns is kept. */
  update(key: string, change: (found: DeviceRecord | undefined) => DeviceRecord): Promise<DeviceRecord>;
  remove(key: string): Promise<void>;
  keys(): Promise<string[]>;
}

const NAME = "machitane.drafts";

interface Tables extends DBSchema {
  drafts: { key: string; value: DeviceRecord };
}

/** Drafts that outlive the tab and the browser. */
export class IndexedDbStore implements DeviceStore {
  private opened: Promise<IDBPDatabase<Tables>> | null = null;

  private db(): Promise<IDBPDatabase<Tables>> {
    this.opened ??= openDB<Tables>(NAME, 1, {
      upgrade: (db) => {
        db.createObjectStore("drafts");
      },
      // A later version of the screens waits for nobody.
      blocking: (_current, _blocked, event) => {
        this.opened = null;
        (event.target as IDBDatabase).close();
      },
      terminated: () => {
        this.opened = null;
      },
    });
    this.opened.catch(() => {
      this.opened = null;
    });
    return this.opened;
  }

  async read(key: string): Promise<DeviceRecord | undefined> {
    return (await this.db()).get("drafts", key);
  }

  async update(
    key: string,
    change: (found: DeviceRecord | undefined) => DeviceRecord,
  ): Promise<DeviceRecord> {
    const transaction = (await this.db()).transaction("drafts", "readwrite");
    const found = await transaction.store.get(key);
    const next = change(found);
    if (next !== found) void transaction.store.put(next, key);
    transaction.commit?.();
    await transaction.done;
    return next;
  }

  async remove(key: string): Promise<void> {
    await (await this.db()).delete("drafts", key);
  }

  async keys(): Promise<string[]> {
    return (await this.db()).getAllKeys("drafts");
  }
}

/** Drafts in a `Storage`: the tab's own on a shared computer, the site's where there is no IndexedDB. */
export class WebStore implements DeviceStore {
  constructor(private readonly storage: Storage) {}

  private find(key: string): DeviceRecord | undefined {
    const text = this.storage.getItem(`${NAME}/${key}`);
    return text === null ? undefined : (JSON.parse(text) as DeviceRecord);
  }

  async read(key: string): Promise<DeviceRecord | undefined> {
    return this.find(key);
  }

  async update(
    key: string,
    change: (found: DeviceRecord | undefined) => DeviceRecord,
  ): Promise<DeviceRecord> {
    const found = this.find(key);
    const next = change(found);
    if (next !== found) this.storage.setItem(`${NAME}/${key}`, JSON.stringify(next));
    return next;
  }

  async remove(key: string): Promise<void> {
    this.storage.removeItem(`${NAME}/${key}`);
  }

  async keys(): Promise<string[]> {
    const names = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index) ?? "");
    return names.filter((name) => name.startsWith(`${NAME}/`)).map((name) => name.slice(NAME.length + 1));
  }
}

/** A draft that the device cannot keep: it is there as long as the page is. */
export class MemoryStore implements DeviceStore {
  constructor(private record: DeviceRecord | undefined) {}

  async read(): Promise<DeviceRecord | undefined> {
    return this.record;
  }

  async update(
    _key: string,
    change: (found: DeviceRecord | undefined) => DeviceRecord,
  ): Promise<DeviceRecord> {
    this.record = change(this.record);
    return this.record;
  }

  async remove(): Promise<void> {
    this.record = undefined;
  }

  async keys(): Promise<string[]> {
    return [];
  }
}
