/** A draft in a screen. */

import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { DraftEngine } from "./engine";
import { attach, openDraft, type Written } from "./page";
import type { DraftSnapshot, Person, ServerDraft } from "./types";

export interface Draft<S extends ServerDraft> extends DraftSnapshot<S> {
  readonly engine: DraftEngine<S>;
}

/**
 * What this person writes, from the device and the server; null for the moment before the device was asked.
 * `known` is the server's own answer, where the screen has just had it.
 */
export function useDraft<S extends ServerDraft>(
  written: Written<S>,
  person: Person,
  known: S | null = null,
): Draft<S> | null {
  const [engine, setEngine] = useState<DraftEngine<S> | null>(null);
  // Whoever signs in over the form, what stands in it stays with whom it was opened for.
  const [{ id, name }] = useState(person);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is written is told apart by its name
  useEffect(() => {
    const opened = openDraft(written, { id, name });
    const untie = attach(opened);
    setEngine(opened);
    void opened.start(known);
    return () => {
      untie();
      setEngine(null);
      void opened.flush().finally(() => opened.stop());
    };
  }, [written.subject, id, name]);
  const snapshot = useSyncExternalStore(engine?.subscribe ?? never, engine?.getSnapshot ?? nothing);
  return useMemo(
    () => (engine === null || snapshot === null ? null : { ...snapshot, engine }),
    [engine, snapshot],
  );
}

const never = () => () => undefined;
const nothing = () => null;
