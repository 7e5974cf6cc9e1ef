/** What was answered and worked out before signing in (P3), kept on the device until a form takes it over. */
import { isSharedComputer } from "./shared-computer";

export interface Carried {
  readonly round: string;
  readonly department: number;
  /** Fields of a form: `requested`, `income`, `expenses`. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const NAME = "machitane.carried";
const checkName = (round: string) => `machitane.check.${round}`;

function shelf(): Storage | null {
  try {
    return isSharedComputer() ? sessionStorage : localStorage;
  } catch {
    return null;
  }
}

function put(name: string, value: unknown): void {
  try {
    shelf()?.setItem(name, JSON.stringify(value));
  } catch {
    // A full or closed shelf: the answers live as long as the page.
  }
}

function get(name: string): unknown {
  try {
    return JSON.parse(shelf()?.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

export function carry(carried: Carried): void {
  put(NAME, carried);
}

/** What was carried for a department, if anything; it stays until `putDown`. */
export function carriedFor(department: number): Carried | null {
  const found = get(NAME) as Carried | null;
  return found?.department === department ? found : null;
}

export function putDown(): void {
  shelf()?.removeItem(NAME);
}

/** The answers of a round's check, so that coming back or loading anew keeps them. */
export function keepAnswers(round: string, answers: unknown): void {
  put(checkName(round), answers);
}

export function answersKept(round: string): unknown {
  return get(checkName(round));
}
