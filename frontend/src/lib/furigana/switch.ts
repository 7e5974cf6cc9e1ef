/** ふりがな on or off in the application; the list of readings is fetched when somebody wants it. */
import { useSyncExternalStore } from "react";
import { furigana, setFurigana } from "@/lib/preferences";
import type { Piece } from "./furigana";

export type Annotate = (text: string) => readonly Piece[];

const KEPT = 2000;
const listeners = new Set<() => void>();
let on = furigana();
let annotate: Annotate | null = null;
if (on) void load();

/** A form draws the same labels at every key; each is taken apart once. */
function keeping(from: Annotate): Annotate {
  const known = new Map<string, readonly Piece[]>();
  return (text) => {
    const before = known.get(text);
    if (before) return before;
    if (known.size >= KEPT) known.clear();
    const pieces = from(text);
    known.set(text, pieces);
    return pieces;
  };
}

async function load(): Promise<void> {
  try {
    const list = await import("./furigana");
    annotate ??= keeping((text) => list.annotate(text));
  } catch {
    return; // no line: the screens stay as they are, and the next page tries again
  }
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useFurigana(): [boolean, (next: boolean) => void] {
  return [useSyncExternalStore(subscribe, () => on), change];
}

function change(next: boolean): void {
  on = next;
  setFurigana(next);
  if (next && !annotate) void load();
  tell();
}

/** What reads a text, or null while nothing is to be shown above it. */
export function useReadings(): Annotate | null {
  return useSyncExternalStore(subscribe, () => (on ? annotate : null));
}
