/** Rows to begin with, one for each of the first headings: they become rows of the draft with their first edit. */
import { useState } from "react";
import type { BudgetTerms } from "@/lib/budget/terms";
import { newKey } from "@/lib/draft/places";
import { keyOf, type Row } from "./edits";

const HOW_MANY = 5;

export function blankRow(category = ""): Row {
  return { key: newKey(), category, eligible: true };
}

/** The rows with the blanks between them where they were from the beginning. */
export function arranged(rows: readonly Row[], blanks: readonly Row[], order: readonly string[]): Row[] {
  const shown = [...rows];
  for (const blank of blanks) {
    const before = order.slice(0, order.indexOf(keyOf(blank)));
    const last = shown.findLastIndex((row) => before.includes(keyOf(row)));
    shown.splice(last + 1, 0, blank);
  }
  return shown;
}

export function useBlanks(rows: readonly Row[], terms: BudgetTerms) {
  const [first] = useState(() =>
    rows.length > 0 ? [] : terms.expense_categories.slice(0, HOW_MANY).map(blankRow),
  );
  const order = first.map(keyOf);
  const real = new Set(rows.map(keyOf));
  const [gone, setGone] = useState(false);
  const left = gone ? [] : first.filter((row) => !real.has(keyOf(row)));
  return {
    shown: arranged(rows, left, order),
    isBlank: (row: Row) => !real.has(keyOf(row)),
    clear: () => setGone(true),
  };
}
