/**
 * 「共用のパソコンです」: then what is typed is kept on the device only until the browser is closed. A cookie of the
 * browser's session says it to every tab: another tab of the same computer must not keep what this one does not.
 */
const KEY = "machitane.shared-computer";
const COOKIE = "shared_computer=yes";

export function isSharedComputer(): boolean {
  if (document.cookie.split("; ").includes(COOKIE)) return true;
  try {
    return sessionStorage.getItem(KEY) === "yes";
  } catch {
    return false;
  }
}

export function setSharedComputer(shared: boolean): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
  document.cookie = `${COOKIE};path=/;samesite=lax${shared ? "" : ";max-age=0"}`;
  try {
    if (shared) sessionStorage.setItem(KEY, "yes");
    else sessionStorage.removeItem(KEY);
  } catch {
    // storage is forbidden, so nothing is kept anyway
  }
}
