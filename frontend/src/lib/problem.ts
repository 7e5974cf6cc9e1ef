/** What the server refuses, and what did not get through (problem+json, docs/errors.md). */
import { language, words } from "./language";

const say = words(
  {
    noConnection: "通信できませんでした。入力は残っています。",
    failed: "こちらの不具合で処理できませんでした。もう一度お試しください。",
  },
  {
    noConnection: "The connection failed. What you typed is kept.",
    failed: "Something failed on our side. Please try again.",
  },
);

/** One fault of a field: `pointer` is a JSON pointer into what was sent. */
export interface Fault {
  pointer: string;
  code: string;
  text: string;
}

/** `status` 0: no answer came. Screens branch on `code`; `message` is for people, in the page's language. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly faults: Fault[];
  readonly body: Record<string, unknown>;

  constructor(status: number, body: unknown) {
    const told = isRecord(body) ? body : {};
    const text = told[`detail_${language}`] ?? told.detail;
    super(typeof text === "string" && text ? text : status === 0 ? say.noConnection : say.failed);
    this.name = "Problem";
    this.status = status;
    this.code = typeof told.code === "string" ? told.code : status === 0 ? "no_connection" : "unknown";
    this.faults = Array.isArray(told.errors) ? told.errors.filter(isRecord).map(fault) : [];
    this.body = told;
  }

  /** Whether asking again later may help. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

function fault(told: Record<string, unknown>): Fault {
  return {
    pointer: String(told.pointer ?? ""),
    code: String(told.code ?? ""),
    text: String(told[`detail_${language}`] ?? told.detail ?? ""),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Any error as a problem: one of the network has status 0. */
export function problemOf(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, null);
}
