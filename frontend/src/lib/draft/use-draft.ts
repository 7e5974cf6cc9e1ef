/** A draft in a screen. */

import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { DraftEngine } from "./engine";
import type { FormDraft } from "./http";
import { attach, openDraft } from "./page";
import type { DraftSnapshot, Person } from "./types";

export interface Draft extends DraftSnapshot<FormDraft> {
  readonly engine: DraftEngine<FormDraft>;
}

const NOTHING: DraftSnapshot<FormDraft> = {
  ready: false,
  data: {},
  conflicts: [],
  state: { kind: "untouched" },
  writers: [],
  answer: null,
  caughtUp: true,
};

/** The draft of an application as this person writes it; null for the moment before the device was asked. */
export function useDraft(application: number, person: Person): Draft | null {
  const [engine, setEngine] = useState<DraftEngine<FormDraft> | null>(null);
  const { id, name } = person;
  useEffect(() => {
    const opened = openDraft(application, { id, name });
    const untie = attach(opened);
    setEngine(opened);
    void opened.start();
    return () => {
      untie();
      setEngine(null);
      void opened.flush().finally(() => opened.stop());
    };
  }, [application, id, name]);
  const snapshot = useSyncExternalStore(engine?.subscribe ?? never, engine?.getSnapshot ?? nothing);
  return useMemo(() => (engine === null ? null : { ...snapshot, engine }), [engine, snapshot]);
}

const never = () => () => undefined;
const nothing = () => NOTHING;
