/**
 * Gives the form back when it is loaded anew without signal. It asks the network first for all that can change,
 * keeps something only for a person whose page asked for it (lib/offline.ts), and leaves everything else alone.
 */

import {
  FILES,
  filesIn,
  isPersonCache,
  KEPT_HEADER,
  kindOf,
  ME,
  personCache,
  SHELL,
  SHELL_HEADER,
  successors,
} from "./rules";

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  /** Every built file of this release; the server writes it before this code. */
  RELEASE: readonly string[];
  location: Location;
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", listener: (event: Lasting) => void): void;
  addEventListener(kind: "fetch", listener: (event: Fetching) => void): void;
  addEventListener(kind: "message", listener: (event: MessageEvent & Lasting) => void): void;
}

const worker = self as unknown as Scope;
const { origin } = worker.location;
const release = new Set(worker.RELEASE);
/** How long a line that only seems to be there is waited for when the device has a copy. */
const PATIENCE_MS = 8_000;

worker.addEventListener("install", (event) => event.waitUntil(takeOver()));
worker.addEventListener("activate", (event) => event.waitUntil(letGo().then(() => worker.clients.claim())));
worker.addEventListener("message", (event) => event.waitUntil(keepLoaded(event.data)));
worker.addEventListener("fetch", (event) => {
  const { method, url, mode } = event.request;
  const kind = kindOf(method, url, mode === "navigate", origin);
  if (kind === "file" && isKept(url)) event.respondWith(file(event.request));
  if (kind === "page") event.respondWith(page(event));
  if (kind === "read") event.respondWith(read(event));
});

/** Whether a file belongs to this release. */
const isKept = (url: string) => release.has(new URL(url, origin).pathname);

/** The cache of the person for whom this device keeps things; null: for nobody. */
async function ofPerson(): Promise<Cache | null> {
  const name = (await caches.keys()).find(isPersonCache);
  return name === undefined ? null : caches.open(name);
}

/** A new release: its page and those of its files whose elders were kept. If one does not come, the old stays. */
async function takeOver(): Promise<void> {
  if ((await ofPerson()) !== null) {
    const files = await caches.open(FILES);
    const kept = (await files.keys()).map((request) => new URL(request.url).pathname);
    await addMissing(files, successors(kept, worker.RELEASE));
    await keepPage(await fetch(SHELL_ADDRESS));
  }
  await worker.skipWaiting();
}

/** Any screen's address answers with the page. */
const SHELL_ADDRESS = "/my";

/** Files of releases before this one go, and their page if the new one could not be had: it would find nothing. */
async function letGo(): Promise<void> {
  const files = await caches.open(FILES);
  for (const request of await files.keys()) if (!isKept(request.url)) await files.delete(request);
  const person = await ofPerson();
  const kept = await person?.match(SHELL, { ignoreVary: true });
  if (kept !== undefined && !filesIn(await kept.text()).every(isKept)) await person?.delete(SHELL);
}

async function addMissing(files: Cache, wanted: readonly string[]): Promise<void> {
  for (const path of wanted) if ((await files.match(path)) === undefined) await files.add(path);
}

/** Keep the page together with the files that it names, or not at all. */
async function keepPage(answer: Response): Promise<void> {
  if (!answer.ok || answer.headers.get(SHELL_HEADER) !== "signed-in") return;
  const [text, person] = await Promise.all([answer.clone().text(), ofPerson()]);
  const files = filesIn(text);
  // A page of a later release is kept by that release's worker, which is on its way.
  if (person === null || !files.every(isKept)) return;
  await addMissing(await caches.open(FILES), files);
  // The page must be able to tell that it came from here: then the address may be one it does not know.
  await person.put(SHELL, again(answer, text.replace("<html ", "<html data-kept ")));
}

async function file(request: Request): Promise<Response> {
  const kept = await caches.match(request.url, { cacheName: FILES, ignoreVary: true });
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok && (await ofPerson()) !== null) {
    const copy = answer.clone();
    await (await caches.open(FILES)).put(request.url, copy);
  }
  return answer;
}

async function page(event: Fetching): Promise<Response> {
  const kept = await (await ofPerson())?.match(SHELL, { ignoreVary: true });
  const asked = fetch(event.request);
  event.waitUntil(asked.then(keepPage).catch(() => undefined));
  return firstOf(asked, kept);
}

async function read(event: Fetching): Promise<Response> {
  const path = new URL(event.request.url).pathname;
  const kept = await (await ofPerson())?.match(path, { ignoreVary: true });
  const asked = fetch(event.request);
  event.waitUntil(asked.then((answer) => keepRead(path, answer)).catch(() => undefined));
  return firstOf(asked, kept && again(kept, kept.body));
}

async function keepRead(path: string, answer: Response): Promise<void> {
  const copy = answer.clone();
  if (path === ME && answer.ok) await onlyOf(Number((await copy.clone().json()).id));
  const person = await ofPerson();
  if (person === null) return;
  if (answer.ok) await person.put(path, copy);
  // What one may not see any more does not stay on the device either.
  else if (answer.status === 403 || answer.status === 404) await person.delete(path);
}

/** Another person has signed in: what was kept goes, and that person's page says whether to keep theirs. */
async function onlyOf(id: number): Promise<void> {
  for (const name of await caches.keys()) {
    if (isPersonCache(name) && name !== personCache(id)) await caches.delete(name);
  }
}

/** The network's answer, or the device's copy when there is none or it does not come. */
async function firstOf(asked: Promise<Response>, kept: Response | undefined): Promise<Response> {
  if (kept === undefined) return asked;
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  return Promise.race([asked.catch(() => kept), late]);
}

/** An answer with another body, without its date: a screen must not take that hour for the server's time. */
function again(answer: Response, body: BodyInit | null): Response {
  const headers = new Headers(answer.headers);
  for (const name of ["Date", "Content-Length", "Content-Encoding"]) headers.delete(name);
  headers.set(KEPT_HEADER, "yes");
  return new Response(body, { status: answer.status, headers });
}

/** What a page loaded before this worker was there. */
async function keepLoaded(told: unknown): Promise<void> {
  const person = await ofPerson();
  if (!Array.isArray(told) || person === null) return;
  if ((await person.match(SHELL)) === undefined) {
    await fetch(SHELL_ADDRESS).then(keepPage, () => undefined);
  }
  const files = await caches.open(FILES);
  for (const url of told.filter((each): each is string => typeof each === "string")) {
    const kind = kindOf("GET", url, false, origin);
    const path = new URL(url, origin).pathname;
    if (kind === "file" && isKept(url)) await addMissing(files, [path]).catch(() => undefined);
    if (kind === "read" && (await person.match(path)) === undefined) {
      await fetch(path)
        .then((answer) => keepRead(path, answer))
        .catch(() => undefined);
    }
  }
}
