/** The page's side of what the device keeps for the time without signal (src/worker, whose names of caches these are). */
import { isSharedComputer } from "./shared-computer";

const OURS = "machitane.";
const PERSON = `${OURS}person.`;

const canKeep = () => typeof navigator !== "undefined" && "serviceWorker" in navigator && "caches" in window;

/** Somebody is signed in: keep the screens for them, unless the computer is shared. */
export async function keepFor(person: number): Promise<void> {
  if (!canKeep()) return;
  if (isSharedComputer()) return forgetKept();
  const own = `${PERSON}${person}`;
  const there = await caches.keys();
  for (const name of there) if (name.startsWith(PERSON) && name !== own) await caches.delete(name);
  // Its being there is what allows the worker to keep anything.
  await caches.open(own);
  const { serviceWorker } = navigator;
  const missed = !there.includes(own) || serviceWorker.controller === null;
  await serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" });
  const { active } = await serviceWorker.ready;
  if (missed && active) tellLoaded(active);
}

/** Nobody is signed in any more, or nothing may stay on this computer. */
export async function forgetKept(): Promise<void> {
  if (!canKeep()) return;
  await wipe();
  for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister();
  // Once more: what was on its way while the worker still had leave to keep it.
  await wipe();
}

async function wipe(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(OURS)) await caches.delete(name);
}

/** What this page loads without the worker's seeing it: what it asked for before, answered before or after. */
function tellLoaded(worker: ServiceWorker): void {
  const observer = new PerformanceObserver((list) =>
    worker.postMessage(list.getEntries().map((entry) => entry.name)),
  );
  observer.observe({ type: "resource", buffered: true });
}

/** Whether the page was given by the worker, for want of a line. */
export const cameFromDevice = () => "kept" in document.documentElement.dataset;

/** Whether an answer is the device's copy: true once, but perhaps not now. */
export const isKept = (answer: Response) => answer.headers.has("Machitane-Kept");
