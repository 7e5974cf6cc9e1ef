/** What the receipts come to against the budget, line by line, as they are typed. */
import { parseInteger } from "@/lib/budget/numbers";
import type { Row } from "@/lib/draft/places";

export interface Line {
  /** null in a budget that was revised, where the category tells lines apart. */
  readonly id: number | null;
  readonly category: string;
  readonly description: string;
  readonly planned: number;
}

export interface Spent {
  readonly line: Line;
  readonly actual: number;
}

export interface Totals {
  readonly lines: readonly Spent[];
  /** On no line of the budget. */
  readonly outside: number;
  readonly planned: number;
  readonly total: number;
}

/** Whole yen as typed; what is no amount yet counts as nothing. */
export function amountOf(row: Row): number {
  const amount = parseInteger(row.amount);
  return amount !== null && amount > 0 && Number.isFinite(amount) ? amount : 0;
}

/** The place of the line a row belongs to: the one it names, else the first of its category; -1 for none. */
export function lineOf(row: Row, lines: readonly Line[]): number {
  const named = typeof row.budget_row === "number" ? row.budget_row : null;
  const at = named === null ? -1 : lines.findIndex((line) => line.id === named);
  if (at >= 0 || typeof row.category !== "string" || row.category === "") return at;
  return lines.findIndex((line) => line.category === row.category);
}

export function totalsOf(lines: readonly Line[], rows: readonly Row[]): Totals {
  const spent = lines.map((line) => ({ line, actual: 0 }));
  let outside = 0;
  for (const row of rows) {
    const found = spent[lineOf(row, lines)];
    if (found) found.actual += amountOf(row);
    else outside += amountOf(row);
  }
  return {
    lines: spent,
    outside,
    planned: lines.reduce((sum, line) => sum + line.planned, 0),
    total: rows.reduce((sum, row) => sum + amountOf(row), 0),
  };
}

/** The lines of the server's table, without the one that stands for none. */
export function linesOf(told: readonly Line[]): Line[] {
  return told.filter((line) => line.category !== "" || line.id !== null);
}

/** What a row says of the line it belongs to, as one value of a choice. */
export function choiceOf(row: Row, lines: readonly Line[]): string {
  const line = lines[lineOf(row, lines)];
  if (line) return choiceFor(line);
  return typeof row.category === "string" && row.category ? `c${row.category}` : "";
}

export const choiceFor = (line: Line): string => (line.id === null ? `c${line.category}` : `l${line.id}`);

/** A choice as the fields of a row. */
export function chosenLine(
  value: string,
  lines: readonly Line[],
): { budget_row: number | null; category: string } {
  const line = lines.find((each) => choiceFor(each) === value);
  if (line) return { budget_row: line.id, category: line.category };
  return { budget_row: null, category: value.slice(1) };
}
