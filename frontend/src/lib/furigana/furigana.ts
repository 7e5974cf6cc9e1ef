/** Readings above difficult words (ふりがな): the same list and the same way as the server's (transparency/furigana.py). */
import list from "./readings.json";

/** A part of a text, with its reading in hiragana; empty where none is shown. */
export type Piece = { text: string; reading: string };

export type Readings = {
  words: Record<string, string>;
  after_digits: Record<string, string>;
  days: Record<string, string>;
};

const KANJI = /[一-鿿々]/;
const RUNS = /[一-鿿々]+|[^一-鿿々]+/g;
const WEEKDAYS: Record<string, string> = {
  月: "げつ",
  火: "か",
  水: "すい",
  木: "もく",
  金: "きん",
  土: "ど",
  日: "にち",
};
const SPECIAL = /[.*+?^${}()|[\]\\]/g;

/** A word with kana at its end or inside: the reading stands above the kanji alone. */
export function split(word: string, reading: string): Piece[] {
  const runs = word.match(RUNS) ?? [];
  const pattern = runs.map((run) => (KANJI.test(run) ? "(.+?)" : run.replace(SPECIAL, "\\$&"))).join("");
  const found = new RegExp(`^${pattern}$`).exec(reading);
  if (!found) return [{ text: word, reading }];
  let next = 1;
  return runs.map((run) => ({ text: run, reading: KANJI.test(run) ? (found[next++] ?? "") : "" }));
}

/**
 * A text in pieces, those of the list with their readings: the longest word first, from the left. A word of a
 * single kanji is read only where it stands alone; what follows a figure is read as such.
 */
export function annotate(text: string, known: Readings = list): Piece[] {
  const longest = Math.max(
    ...[...Object.keys(known.words), ...Object.keys(known.after_digits)].map((word) => word.length),
  );
  const pieces: Piece[] = [];
  let at = 0;
  let plain = 0;
  const keep = (upto: number) => {
    if (upto > plain) pieces.push({ text: text.slice(plain, upto), reading: "" });
  };
  while (at < text.length) {
    const day = weekdayAt(text, at) ?? dayAt(text, at, known);
    const word = day || !kanjiAt(text, at) ? "" : wordAt(text, at, known, longest);
    if (day) {
      keep(at + 1 - day.text.length);
      pieces.push(day);
      at = plain = at + 1;
    } else if (word) {
      keep(at);
      const readings = digitBefore(text, at) ? known.after_digits : known.words;
      pieces.push(...split(word, readings[word] ?? ""));
      at = plain = at + word.length;
    } else {
      at += 1;
    }
  }
  keep(text.length);
  return pieces;
}

function kanjiAt(text: string, at: number): boolean {
  return KANJI.test(text.charAt(at));
}

function digitBefore(text: string, at: number): boolean {
  return /\p{Nd}/u.test(text.charAt(at - 1));
}

function wordAt(text: string, at: number, known: Readings, longest: number): string {
  const digits = digitBefore(text, at);
  const readings = digits ? known.after_digits : known.words;
  for (let length = Math.min(longest, text.length - at); length > 0; length -= 1) {
    const word = text.slice(at, at + length);
    const alone = !kanjiAt(text, at - 1) && !kanjiAt(text, at + 1);
    if (Object.hasOwn(readings, word) && (length > 1 || digits || alone)) return word;
  }
  return "";
}

/** A day of the week, which stands alone in brackets: （金）. */
function weekdayAt(text: string, at: number): Piece | undefined {
  const reading = WEEKDAYS[text.charAt(at)];
  const bracketed = "（(".includes(text.charAt(at - 1)) && "）)".includes(text.charAt(at + 1));
  const inside = at > 0 && at + 1 < text.length;
  return reading !== undefined && bracketed && inside ? { text: text.charAt(at), reading } : undefined;
}

function dayAt(text: string, at: number, known: Readings): Piece | undefined {
  const before = text.slice(0, at);
  const figure = /[0-9]+$/.exec(before)?.[0];
  if (text.charAt(at) !== "日" || figure === undefined || kanjiAt(text, at + 1)) return undefined;
  const reading = known.days[figure];
  if (reading === undefined) return { text: "日", reading: "にち" };
  if (figure === "1" && !before.slice(0, -1).endsWith("月")) return undefined;
  return { text: `${figure}日`, reading };
}
