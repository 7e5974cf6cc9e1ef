/** What can be undone and redone. It outlives leaving the screen and loading it anew, as long as the tab lives. */
import { inverse, joined, type Step } from "./edits";

const MOST = 300;

interface Kept {
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
}

/** Where a tab keeps small things; null where there is none. */
export type Shelf = Pick<Storage, "getItem" | "setItem"> | null;

export function tabShelf(): Shelf {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

export class History {
  private kept: Kept;
  /** Whether the next step may join the last one: while one types in one place. */
  private open = false;

  constructor(
    private readonly name: string,
    private readonly shelf: Shelf,
  ) {
    this.kept = read(shelf, name);
  }

  get canUndo(): boolean {
    return this.kept.done.length > 0;
  }

  get canRedo(): boolean {
    return this.kept.undone.length > 0;
  }

  add(step: Step, joins: boolean): void {
    const last = this.kept.done.at(-1);
    const both = joins && this.open ? joined(last, step) : null;
    const done = both ? [...this.kept.done.slice(0, -1), both] : [...this.kept.done, step];
    this.keep({ done: done.slice(-MOST), undone: [] });
    this.open = joins;
  }

  /** The typing in one place is over. */
  close(): void {
    this.open = false;
  }

  /** What takes the last step back; null when there is none. */
  undo(): Step | null {
    const step = this.kept.done.at(-1);
    if (!step) return null;
    this.keep({ done: this.kept.done.slice(0, -1), undone: [...this.kept.undone, step] });
    this.open = false;
    return inverse(step);
  }

  redo(): Step | null {
    const step = this.kept.undone.at(-1);
    if (!step) return null;
    this.keep({ done: [...this.kept.done, step], undone: this.kept.undone.slice(0, -1) });
    this.open = false;
    return step;
  }

  private keep(next: Kept): void {
    this.kept = next;
    try {
      this.shelf?.setItem(this.name, JSON.stringify(next));
    } catch {
      // A full shelf costs no more than the undoing after a reload.
    }
  }
}

function read(shelf: Shelf, name: string): Kept {
  try {
    const told: unknown = JSON.parse(shelf?.getItem(name) ?? "null");
    if (typeof told === "object" && told !== null && "done" in told && "undone" in told) return told as Kept;
  } catch {
    // Nothing that can be read: begin anew.
  }
  return { done: [], undone: [] };
}
