/** What is said of a budget, sorted by the field it stands at, with the section of the call document it rests on. */
import type { Fault } from "@/lib/budget/faults";
import { language } from "@/lib/language";
import { keyOf, type Row, type Side } from "./edits";
import { say } from "./messages";

export interface Note {
  /** Its place: `expenses/KEY/quantity`, `requested`. */
  readonly place: string;
  readonly text: string;
  /** The key of a section, empty where none speaks of it. */
  readonly article: string;
  readonly missing: boolean;
  /** Whether a press mends it: a pasted amount other than the row's own gives way. */
  readonly givesWay: boolean;
}

const ARTICLES: Readonly<Record<string, string>> = {
  quote_missing: "budget",
  row_amount: "budget",
  row_too_large: "budget",
  unbalanced: "budget",
  unit_price_below: "eligibility",
  unit_price_at_most: "eligibility",
  above_ceiling: "amounts",
  nothing_to_ask: "amounts",
  ceiling_below_floor: "departments",
  requested_below_floor: "departments",
  step_missing: "repeats",
};
const COLUMNS: Readonly<Record<string, string>> = {
  category: say.category,
  description: say.description,
  unit_price: say.unitPrice,
  quantity: say.quantity,
  unit: say.unit,
  amount: say.amount,
  eligible: say.eligible,
  quote_attached: say.quote,
};

/** Faults and hints as notes; those of a row say which. */
export function notesOf(faults: readonly Fault[], rows: Readonly<Record<Side, readonly Row[]>>): Note[] {
  return faults.map((fault) => {
    const name = fault.code.replace("applications.", "");
    const [, side, index, field] = fault.pointer.split("/");
    const text = language === "en" ? fault.en : fault.ja;
    const article = ARTICLES[name] ?? "";
    const missing = name === "missing";
    const givesWay = name === "row_amount";
    if (!isSide(side) || index === undefined) return { place: side ?? "", text, article, missing, givesWay };
    const key = keyOf(rows[side][Number(index)] ?? null);
    const place = [side, key, ...(field ? [field] : [])].join("/");
    const cell = side === "income" ? say.incomeCell : say.cell;
    const where = COLUMNS[field ?? ""];
    return {
      place,
      text: where ? `${cell(Number(index) + 1, where)}${language === "en" ? ": " : "："}${text}` : text,
      article,
      missing,
      givesWay,
    };
  });
}

function isSide(name: string | undefined): name is Side {
  return name === "income" || name === "expenses";
}

/** The id of the field at a place; the summary's links lead to it. */
export function idOf(place: string): string {
  return `b-${place.replaceAll("/", "-")}`;
}

/** The id of the note at a place. */
export function noteIdOf(place: string): string {
  return `${idOf(place)}-e`;
}
