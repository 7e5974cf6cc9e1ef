/** Collecting everything that is wrong with a budget, each fault at its place, in the server's own words. */

import { grouped, isBlank, parseInteger } from "./numbers.ts";
import { wording } from "./wording.ts";

export type SentenceName = keyof typeof wording.sentences;
/** What tells a row of a draft apart while it is moved and edited by several people; not filed. */
export const ROW_KEY = "key";

type Values = Readonly<Record<string, string | number>>;

/** One thing to mend: where, the server's code, and what to do in Japanese and English. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly ja: string;
  readonly en: string;
}

/** A sentence with its values put in; `{name:,}` groups the digits. */
export function fill(template: string, values: Values): string {
  return template.replace(/\{(\w+)(:,)?\}/gu, (_, name: string, group?: string) => {
    const value = values[name] ?? "";
    return group && typeof value === "number" ? grouped(value) : String(value);
  });
}

const graphemes = new Intl.Segmenter("ja", { granularity: "grapheme" });

/** How many characters a person sees. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of graphemes.segment(text.normalize("NFC"))) count += 1;
  return count;
}

function codePoints(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

/** By code points, as Python orders texts. */
function inCodePointOrder(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const gap = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (gap !== 0) return gap;
  }
  return left.length - right.length;
}

/** A key as a part of a JSON pointer (RFC 6901). */
export function token(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Whether a row is one in which nothing is written: at most its own key and marks to tick. It counts for none. */
export function saysNothing(row: unknown): boolean {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return false;
  return Object.entries(row).every(
    ([key, item]) =>
      key === ROW_KEY ||
      item === null ||
      typeof item === "boolean" ||
      (typeof item === "string" && isBlank(item)),
  );
}

export type Row = Readonly<Record<string, unknown>>;

export class Faults {
  readonly found: Fault[] = [];

  add(pointer: string, name: SentenceName, values: Values = {}): void {
    const [ja, en] = wording.sentences[name];
    this.found.push({ pointer, code: `applications.${name}`, ja: fill(ja, values), en: fill(en, values) });
  }

  /** A text as written, at most `limit` characters a person sees; it may be left out. */
  text(value: unknown, pointer: string, limit: number, mostCodePoints: number): string {
    if (value === null || value === undefined) return "";
    if (typeof value !== "string") {
      this.add(pointer, "not_text");
      return "";
    }
    // No text has more characters than code units.
    if (value.length <= limit || isBlank(value)) return value;
    const count = countCharacters(value);
    if (count > limit) this.add(pointer, "too_long", { limit, count });
    else if (codePoints(value) > mostCodePoints) this.add(pointer, "too_many_code_points");
    return value;
  }

  /** A whole number as people type it, from `least` to what any sum of yen may be. */
  number(value: unknown, pointer: string, least = 0, required = true): number | null {
    if (value === null || value === undefined || (typeof value === "string" && isBlank(value))) {
      if (required) this.add(pointer, "missing");
      return null;
    }
    const number = typeof value === "string" && codePoints(value) > 60 ? null : parseInteger(value);
    if (number === null) {
      this.add(pointer, "not_a_number");
      return null;
    }
    if (number < least || number > wording.mostYen) {
      this.add(pointer, "out_of_range", { least, most: wording.mostYen });
      return null;
    }
    return number;
  }

  truth(value: unknown, pointer: string, otherwise: boolean): boolean {
    if (value === null || value === undefined) return otherwise;
    if (typeof value === "boolean") return value;
    this.add(pointer, "not_a_truth");
    return otherwise;
  }

  choice(value: unknown, pointer: string, choices: readonly string[]): string {
    if (value === null || value === undefined || value === "") {
      this.add(pointer, "missing");
      return "";
    }
    if (typeof value === "string" && choices.includes(value)) return value;
    this.add(pointer, "not_a_choice", { choices: choices.join("、") });
    return "";
  }

  /** A list of rows, each read by `read`; fields outside `known` are named. */
  rows<T>(
    value: unknown,
    pointer: string,
    read: (row: Row, place: string, index: number) => T,
    known: ReadonlySet<string>,
    least: number,
    most: number,
  ): T[] {
    const given = value ?? [];
    if (!Array.isArray(given)) {
      this.add(pointer, "not_a_list");
      return [];
    }
    const written = [...given.entries()].filter(([, row]) => !saysNothing(row));
    if (written.length < least || written.length > most) {
      this.add(pointer, "rows", { least, most, count: written.length });
    }
    const made: T[] = [];
    for (const [index, row] of written.slice(0, most)) {
      const place = `${pointer}/${index}`;
      if (typeof row !== "object" || row === null || Array.isArray(row)) {
        this.add(place, "not_a_row");
        continue;
      }
      const others = Object.keys(row).filter((key) => !known.has(key) && key !== ROW_KEY);
      for (const key of others.sort(inCodePointOrder)) this.add(`${place}/${token(key)}`, "unknown_field");
      made.push(read(row as Row, place, index));
    }
    return made;
  }
}
