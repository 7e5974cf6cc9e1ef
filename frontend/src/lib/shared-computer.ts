/** 「共用のパソコンです」: then what is typed is kept on the device only until the browser is closed. */
const KEY = "machitane.shared-computer";

export function isSharedComputer(): boolean {
  try {
    return sessionStorage.getItem(KEY) === "yes";
  } catch {
    return false;
  }
}

export function setSharedComputer(shared: boolean): void {
  try {
    if (shared) sessionStorage.setItem(KEY, "yes");
    else sessionStorage.removeItem(KEY);
  } catch {
    // storage is forbidden, so nothing is kept anyway
  }
}
