/** Text that is being written to the office: kept in this tab, so that a reload or a failed sending loses nothing. */
import { useState } from "react";

export function useKeptText(key: string): [string, (text: string) => void] {
  const place = `machitane.message.${key}`;
  const [text, setText] = useState(() => read(place));
  return [
    text,
    (next) => {
      setText(next);
      write(place, next);
    },
  ];
}

function read(place: string): string {
  try {
    return sessionStorage.getItem(place) ?? "";
  } catch {
    return "";
  }
}

function write(place: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(place, text);
    else sessionStorage.removeItem(place);
  } catch {
    // Without storage the text stands in the page alone.
  }
}
