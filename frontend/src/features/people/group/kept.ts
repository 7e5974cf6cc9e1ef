/** What is typed and not saved yet: kept in this tab, so that a reload loses nothing. */
import { useState } from "react";

type Values = Record<string, string>;

export interface Kept {
  values: Values;
  /** Whether something typed earlier was found. */
  found: boolean;
  set: (name: string, value: string) => void;
  clear: () => void;
}

export function useKept(key: string): Kept {
  const place = `machitane.group.${key}`;
  const [values, setValues] = useState<Values>(() => load(place));
  const [found, setFound] = useState(() => Object.keys(load(place)).length > 0);
  return {
    values,
    found,
    set: (name, value) => {
      const next = { ...values, [name]: value };
      setValues(next);
      store(place, next);
    },
    clear: () => {
      setValues({});
      setFound(false);
      store(place, {});
    },
  };
}

function load(place: string): Values {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? "{}") as Values;
  } catch {
    return {};
  }
}

function store(place: string, values: Values): void {
  try {
    if (Object.keys(values).length > 0) sessionStorage.setItem(place, JSON.stringify(values));
    else sessionStorage.removeItem(place);
  } catch {
    // Without storage it stands in the page alone.
  }
}
