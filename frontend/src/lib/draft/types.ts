/** What a draft is made of, on the device and on the wire. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The fields of a form as they are typed; rows carry a `key` of their own. */
export type DraftData = Readonly<Record<string, Json>>;

/**
 * A place where two people can meet: `title`, `answers/Q1`, `expenses/k3/unit_price`, or a whole row,
 * `expenses/k3`. Parts are escaped as in a JSON pointer.
 */
export type Path = string;

export interface Person {
  readonly id: number;
  readonly name: string;
}

/** Another text for a place that this person changed too. `null` is an emptied field or a removed row. */
export interface Other {
  readonly value: Json;
  readonly from: "server" | "tab";
  readonly by: Person | null;
  /** ISO 8601. */
  readonly at: string;
}

/** A place with more than one text. The person's own is in the draft; what others saved is not sent over until they choose. */
export interface Conflict {
  readonly path: Path;
  readonly others: readonly Other[];
}

/** The draft as the server keeps it. */
export interface Kept {
  readonly version: number;
  readonly data: DraftData;
  readonly by: Person | null;
  readonly at: string | null;
}

/** Everything the device keeps of one person's draft of one application. */
export interface DeviceRecord {
  /** Counts the writes of all tabs. */
  readonly rev: number;
  readonly mine: DraftData;
  /** The last version that the server and this device had in common. */
  readonly base: Kept;
  /** Fields sent to the server without an answer: each may have arrived or not. */
  readonly sent: readonly DraftData[];
  readonly conflicts: readonly Conflict[];
  /** By tab, the number of its last change that is in `mine`. */
  readonly stored: Readonly<Record<string, number>>;
  /** When `mine` last changed, in milliseconds by the device. */
  readonly changedAt: number;
}

/** The server's answer to a draft, as it is told to the screens. */
export interface ServerDraft {
  readonly version: number;
  readonly draft: DraftData;
  readonly saved_by: Person | null;
  readonly saved_at: string | null;
}

export interface Problem {
  readonly code: string;
  readonly detail: string;
  /** Fields that were refused, by JSON pointer. */
  readonly faults?: readonly { readonly pointer: string; readonly text: string }[];
}

export interface Writer extends Person {
  readonly part: string;
  readonly at: string;
}

/** What can come of asking the server. */
export type Answer<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "stale"; readonly value: ServerDraft }
  | { readonly kind: "signed-out" }
  /** Asking again does not help, another text or another person may. */
  | { readonly kind: "refused"; readonly status: number; readonly problem: Problem }
  /** The server is there and cannot now; seconds to wait, where it said so. */
  | { readonly kind: "busy"; readonly wait: number | null }
  /** No answer; the request may have arrived. */
  | { readonly kind: "unreachable" };

export interface Transport<S extends ServerDraft = ServerDraft> {
  load(): Promise<Answer<S>>;
  /** `fields` take the place of those saved; `last` when the page is about to go. */
  save(fields: DraftData, version: number, last: boolean): Promise<Answer<S>>;
  writing(part: string): Promise<Answer<{ version: number; writers: readonly Writer[] }>>;
}

export type SaveState =
  | { readonly kind: "untouched" }
  | { readonly kind: "saving" }
  | { readonly kind: "saved"; readonly at: string }
  | { readonly kind: "on-device"; readonly at: number }
  | { readonly kind: "failed"; readonly problem: Problem | null; readonly onDevice: boolean }
  | { readonly kind: "signed-out"; readonly at: number };

/** What a screen shows of a draft; a new object whenever anything changed. */
export interface DraftSnapshot<S extends ServerDraft = ServerDraft> {
  /** Whether there is a draft to show, from the device or the server. */
  readonly ready: boolean;
  readonly data: DraftData;
  readonly conflicts: readonly Conflict[];
  readonly state: SaveState;
  readonly writers: readonly Writer[];
  /** The server's last whole answer, with what it says of the draft besides. */
  readonly answer: S | null;
  /** The last version that the device knows of. */
  readonly version: number;
  /** Whether everything typed here has reached the server. */
  readonly caughtUp: boolean;
}
