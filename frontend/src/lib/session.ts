/** Whether the session was lost in the middle of work: then one signs in again over the page. */
type Listener = (isLost: boolean) => void;

const listeners = new Set<Listener>();
let isLost = false;

function tell(next: boolean): void {
  if (isLost === next) return;
  isLost = next;
  for (const listener of listeners) listener(next);
}

/** The server answered 401. */
export function lost(): void {
  tell(true);
}

/** Somebody signed in. Whoever waits (the draft engine) goes on. */
export function regained(): void {
  tell(false);
}

export function sessionIsLost(): boolean {
  return isLost;
}

/** `listener(true)` when the session is lost, `listener(false)` when it is back. Answers how to stop. */
export function onSession(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
