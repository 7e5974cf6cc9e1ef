/** The server's time: what a phone's own clock says decides nothing on a screen. */
let ahead = 0;

/** Taken from the `Date` header of each answer; good to a second. */
export function heard(date: string | null): void {
  const told = date ? Date.parse(date) : Number.NaN;
  if (!Number.isNaN(told)) ahead = told - Date.now();
}

export function now(): Date {
  return new Date(Date.now() + ahead);
}
