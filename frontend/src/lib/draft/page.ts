/** A draft's engine in a real page: the device's stores, the tabs' channel, and the page's comings and goings. */

import { onSession } from "@/lib/session";
import { isSharedComputer } from "@/lib/shared-computer";
import { DELAYS, type Delays, DraftEngine, keyOfDraft } from "./engine";
import { draftOverHttp, type FormDraft } from "./http";
import type { Channel, Message, Surroundings } from "./keeper";
import { type DeviceStore, IndexedDbStore, MemoryStore, WebStore } from "./store";
import type { Person, ServerDraft, Transport } from "./types";

const CHANNEL = "machitane.drafts";

export interface Written<S extends ServerDraft> {
  /** As the device names it: `application/12`. */
  readonly subject: string;
  /** Over what the person's text goes to the server, in their name alone (`ofPerson`). */
  readonly transport: (person: number) => Transport<S>;
  readonly delays?: Partial<Delays>;
}

export const draftOf = (application: number): Written<FormDraft> => ({
  subject: `application/${application}`,
  transport: (person) => draftOverHttp(application, person),
});

export function openDraft<S extends ServerDraft>(written: Written<S>, person: Person): DraftEngine<S> {
  return new DraftEngine<S>({
    subject: written.subject,
    person,
    transport: written.transport(person.id),
    surroundings: surroundings(),
    delays: { ...DELAYS, ...written.delays },
    isOnline: () => navigator.onLine,
    isVisible: () => document.visibilityState === "visible",
  });
}

/** On a shared computer nothing outlives the tab. */
function surroundings(): Surroundings {
  const shared = isSharedComputer();
  const { store, journal } = places(shared);
  return { store, journal, channel: channelOf(shared), tab: crypto.randomUUID(), now: () => Date.now() };
}

function places(shared: boolean): { store: DeviceStore; journal: Storage | null } {
  if (shared) return { store: new WebStore(sessionStorage), journal: null };
  const journal = storageOf(() => localStorage);
  if (typeof indexedDB !== "undefined") return { store: new IndexedDbStore(), journal };
  return { store: journal === null ? new MemoryStore(undefined) : new WebStore(journal), journal: null };
}

function storageOf(find: () => Storage): Storage | null {
  try {
    return find();
  } catch {
    return null;
  }
}

function channelOf(shared: boolean): Channel {
  if (shared || typeof BroadcastChannel === "undefined") {
    return { post: () => undefined, listen: () => undefined, close: () => undefined };
  }
  const channel = new BroadcastChannel(CHANNEL);
  return {
    post: (message) => channel.postMessage(message),
    listen: (hear) => {
      channel.onmessage = (event: MessageEvent<Message>) => hear(event.data);
    },
    close: () => channel.close(),
  };
}

/** Tie an engine to the page's events; answers how to untie it. */
export function attach<S extends ServerDraft>(engine: DraftEngine<S>): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const look = () => {
    if (document.visibilityState === "visible") engine.wake();
    else void engine.flush();
  };
  addEventListener("online", () => engine.wake(), { signal });
  addEventListener("offline", () => void engine.flush(), { signal });
  addEventListener("focus", () => engine.wake(), { signal });
  addEventListener("pagehide", () => engine.leave(), { signal });
  addEventListener("pageshow", (event) => event.persisted && engine.wake(), { signal });
  document.addEventListener("visibilitychange", look, { signal });
  document.addEventListener("focusout", () => void engine.flush(), { signal });
  document.addEventListener("keydown", (event) => saveOnKey(event, engine), { signal });
  const untie = onSession((isLost) => {
    if (!isLost) engine.signedIn();
  });
  return () => {
    stop.abort();
    untie();
  };
}

/** Ctrl+S and ⌘S save now. */
function saveOnKey<S extends ServerDraft>(event: KeyboardEvent, engine: DraftEngine<S>): void {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  event.preventDefault();
  void engine.flush();
}

/** Let go of a draft that was filed or discarded, or that nobody may see on this device any more. */
export async function forgetDraft(person: number, subject: string): Promise<void> {
  await places(isSharedComputer()).store.remove(keyOfDraft(person, subject));
}
