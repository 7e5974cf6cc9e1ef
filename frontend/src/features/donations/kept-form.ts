/** What is filled in stays in this window: over a reload, over a dead line, and until the gift is pledged. */
import { EMPTY, type GiftForm } from "./gift-form";

const FORM = "gift.form";
const PRESS = "gift.press";

export function keptForm(): GiftForm {
  return { ...EMPTY, ...(read(FORM) as Partial<GiftForm> | null) };
}

export function keepForm(form: GiftForm): void {
  write(FORM, form);
}

export function forgetForm(): void {
  for (const key of [FORM, PRESS]) {
    try {
      sessionStorage.removeItem(key);
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  }
}

interface Press {
  body: string;
  key: string;
}

/** The Idempotency-Key of this gift: the same for the same content, also after a reload, so that nothing is
 * pledged twice; a new one once something was changed. */
export function keyFor(body: unknown): string {
  const text = JSON.stringify(body);
  const kept = read(PRESS) as Press | null;
  if (kept?.body === text) return kept.key;
  const key = newKey();
  write(PRESS, { body: text, key });
  return key;
}

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function read(key: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A window that may keep nothing goes on without; only a reload would lose what was typed.
  }
}
