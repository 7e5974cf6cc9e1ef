/** What is typed on a screen after the decision stays in this tab: over a reload, and until it was sent. */
import { useState } from "react";

/** The value under `name`, a way to change it, and one to forget it. */
export function useKept<T extends object>(name: string, first: T) {
  const place = `machitane.award.${name}`;
  const [value, setValue] = useState<T>(() => ({ ...first, ...read(place) }));
  const change = (next: T) => {
    setValue(next);
    write(place, JSON.stringify(next));
  };
  const forget = () => {
    setValue(first);
    write(place, null);
  };
  return [value, change, forget] as const;
}

function read(place: string): object {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(place) ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

function write(place: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(place);
    else sessionStorage.setItem(place, text);
  } catch {
    // Without storage it stands in the page alone.
  }
}
