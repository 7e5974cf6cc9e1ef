/** Files on their way to the server: kept on the device until it has them. */

import { type DBSchema, openDB } from "idb";
import { csrfToken } from "@/api/client";
import { language } from "@/lib/language";
import { Problem } from "@/lib/problem";
import { heard } from "@/lib/server-clock";
import { lost, onSession } from "@/lib/session";

/** Where files of one kind of form go. */
export interface Destination {
  /** As the device names it: `application/12`. */
  readonly subject: string;
  readonly address: string;
  /** What is sent along with a file. */
  fields(file: Waiting): Readonly<Record<string, string>>;
}

export interface Waiting {
  readonly key: string;
  readonly subject: string;
  readonly person: number;
  /** What the form calls the file's place. */
  readonly code: string;
  readonly name: string;
  readonly file: Blob;
}

export interface Sending {
  readonly key: string;
  readonly code: string;
  readonly name: string;
  /** 0 to 100 while it is being sent, null while it waits for the line. */
  readonly percent: number | null;
  /** Why the server will not have it. */
  readonly refusal: string;
}

interface Tables extends DBSchema {
  waiting: { key: string; value: Waiting };
}

const table = () =>
  openDB<Tables>("machitane.uploads", 2, {
    upgrade: async (db, before, _after, transaction) => {
      if (before < 1) db.createObjectStore("waiting", { keyPath: "key" });
      const store = transaction.objectStore("waiting");
      // The first version knew applications alone, by their number.
      for (const old of (await store.getAll()) as (Waiting & { application?: number })[]) {
        await store.put({ ...old, subject: `application/${old.application}` });
      }
    },
  });

const RETRY_MS = 5_000;
/** Refusals that say nothing of the file: the session is not this person's, or just has become it. */
const WAITS = new Set(["common.csrf", "common.another_person"]);

export class UploadQueue {
  private files: Waiting[] = [];
  private states = new Map<string, Sending>();
  private listeners = new Set<() => void>();
  private snapshot: readonly Sending[] = [];
  private running = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private readonly events = new AbortController();

  constructor(
    private readonly to: Destination,
    private readonly person: number,
    private readonly arrived: () => Promise<unknown>,
  ) {}

  async start(): Promise<void> {
    const { signal } = this.events;
    addEventListener("online", () => void this.run(), { signal });
    const untie = onSession((isLost) => {
      if (!isLost) void this.run();
    });
    signal.addEventListener("abort", untie);
    const kept = await table()
      .then((db) => db.getAll("waiting"))
      .catch(() => []);
    for (const file of kept) {
      if (file.subject === this.to.subject && file.person === this.person) this.take(file);
    }
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.events.abort();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getSnapshot = (): readonly Sending[] => this.snapshot;

  /** `key` tells a file from all others; the server may be told it too. */
  async add(code: string, file: File, key: string = crypto.randomUUID()): Promise<void> {
    const { person } = this;
    const waiting = { key, subject: this.to.subject, person, code, name: file.name, file };
    this.take(waiting);
    await table()
      .then((db) => db.put("waiting", waiting))
      .catch(() => undefined);
    void this.run();
  }

  async drop(key: string): Promise<void> {
    this.files = this.files.filter((file) => file.key !== key);
    this.states.delete(key);
    this.tell();
    await table()
      .then((db) => db.delete("waiting", key))
      .catch(() => undefined);
  }

  /** A file that the server does not have yet. */
  held(key: string): Blob | undefined {
    return this.files.find((file) => file.key === key)?.file;
  }

  private take(file: Waiting): void {
    this.files = [...this.files, file];
    this.set(file, null);
  }

  private set(file: Waiting, percent: number | null, refusal = ""): void {
    this.states.set(file.key, { key: file.key, code: file.code, name: file.name, percent, refusal });
    this.tell();
  }

  private tell(): void {
    this.snapshot = [...this.states.values()];
    for (const listener of this.listeners) listener();
  }

  /** Send one after the other; what the line does not carry is tried again. */
  private async run(): Promise<void> {
    if (this.running || this.stopped) return;
    this.running = true;
    clearTimeout(this.timer);
    try {
      for (let file = this.next(); file !== undefined; file = this.next()) {
        const problem = await this.send(file);
        if (this.stopped) return;
        if (problem === null) {
          // What the screen reads must have the file before the queue lets go of it.
          await this.arrived().catch(() => undefined);
          await this.drop(file.key);
        } else if (problem.passing || WAITS.has(problem.code) || problem.status === 401) {
          this.set(file, null);
          this.timer = setTimeout(() => void this.run(), RETRY_MS);
          return;
        } else {
          this.set(file, null, problem.faults[0]?.text ?? problem.message);
        }
      }
    } finally {
      this.running = false;
    }
  }

  /** The first that is still to be sent; more may have come while another was on its way. */
  private next(): Waiting | undefined {
    return this.files.find((file) => this.states.get(file.key)?.refusal === "");
  }

  private send(file: Waiting): Promise<Problem | null> {
    this.set(file, 0);
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", this.to.address);
      request.setRequestHeader("X-CSRFToken", csrfToken());
      request.setRequestHeader("Accept-Language", language);
      request.setRequestHeader("X-Person", String(this.person));
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) this.set(file, Math.floor((event.loaded / event.total) * 100));
      };
      request.onload = () => {
        heard(request.getResponseHeader("Date"));
        if (request.status === 401) lost();
        resolve(request.status < 300 ? null : new Problem(request.status, jsonOf(request.responseText)));
      };
      request.onerror = request.ontimeout = () => resolve(new Problem(0, null));
      request.timeout = 120_000;
      const body = new FormData();
      body.set("file", file.file, file.name);
      for (const [name, value] of Object.entries(this.to.fields(file))) body.set(name, value);
      request.send(body);
    });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
