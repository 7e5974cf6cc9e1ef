/** What of the site the device keeps for the time without signal, and under which names. */

/** Names of caches. One with a person's number holds what only that person may see; without one nothing is kept. */
export const FILES = "machitane.files";
const PERSON = "machitane.person.";
export const personCache = (id: number): string => `${PERSON}${id}`;
export const isPersonCache = (name: string): boolean => name.startsWith(PERSON);

/** Where the built screens are; every release gives its files other names. */
const BUILT = "/static/app/";
/** Papers, data and what a developer looks at: opened in a window of its own it is still no screen. */
const NO_SCREENS = /^\/(?:api|static|dev|_allauth)\//;

/** The one page in which every screen starts is kept under this name. */
export const SHELL = "/apply";
/** The server's word that an answer is that page, and that somebody was signed in when it was made. */
export const SHELL_HEADER = "Machitane-Shell";
export const ME = "/api/v1/me/";
/** Says of an answer that it is the device's copy. */
export const KEPT_HEADER = "Machitane-Kept";

/**
 * What the screens on which an application or a report is written cannot open without. The draft's own
 * address is not among them: its engine has a better copy, and must know whether it was the server that answered.
 */
const READS = [
  ME,
  /^\/api\/v1\/screens\/applications\/\d+\/$/,
  /^\/api\/v1\/screens\/application-correction\/\d+\/\d+\/$/,
  /^\/api\/v1\/applications\/\d+\/$/,
  /^\/api\/v1\/screens\/award-report\/\d+\/(?:mid|final)\/$/,
];

export type Kind = "file" | "page" | "read" | "other";

/** How a request is answered. What is `other` is none of the worker's business. */
export function kindOf(method: string, address: string, isNavigation: boolean, origin: string): Kind {
  const url = new URL(address, origin);
  if (method !== "GET" || url.origin !== origin) return "other";
  if (isNavigation) return NO_SCREENS.test(url.pathname) ? "other" : "page";
  if (url.pathname.startsWith(BUILT)) return "file";
  const isRead = READS.some((read) =>
    typeof read === "string" ? read === url.pathname : read.test(url.pathname),
  );
  return isRead && url.search === "" ? "read" : "other";
}

/** The release's own files that a page names. */
export function filesIn(page: string): string[] {
  return [...new Set(page.match(/\/static\/app\/[\w./-]+\.(?:js|css)/g) ?? [])];
}

const stem = (file: string) => file.replace(/-[\w-]{8}(?=\.\w+$)/, "");

/** Of a release's files those that take the place of `kept` ones: the same names with other hashes. */
export function successors(kept: readonly string[], release: readonly string[]): string[] {
  const known = new Set(kept.map(stem));
  return release.filter((file) => known.has(stem(file)));
}
