/** A budget by category: what stands, what is typed, and what is sent of it. */
import { grouped, isBlank, parseInteger } from "@/lib/budget/numbers";
import { newKey } from "@/lib/draft/places";
import type { Fault } from "@/lib/problem";
import type { Award } from "../queries";

export interface BudgetRow {
  key: string;
  category: string;
  /** What stands, in yen; null for a category that was not there before. */
  before: number | null;
  /** As it is typed. */
  after: string;
}

export interface Rearranged {
  rows: readonly BudgetRow[];
  income: string;
}

/** The budget as it stands, one row a category in the budget's order. */
export function standing(award: Pick<Award, "budget_lines" | "planned_income">): Rearranged {
  const sums = new Map<string, number>();
  for (const line of award.budget_lines) {
    sums.set(line.category, (sums.get(line.category) ?? 0) + line.planned);
  }
  const rows = [...sums].map(([category, before]) => ({
    key: category,
    category,
    before,
    after: grouped(before),
  }));
  return { rows, income: grouped(award.planned_income) };
}

export function newRow(): BudgetRow {
  return { key: newKey(), category: "", before: null, after: "" };
}

export const amountOf = (text: string): number => parseInteger(text) ?? 0;

export function totalOf(rows: readonly BudgetRow[]): number {
  return rows.reduce((sum, row) => sum + amountOf(row.after), 0);
}

/** A new row with nothing in it is none. */
function sent(rows: readonly BudgetRow[]): readonly BudgetRow[] {
  return rows.filter((row) => row.before !== null || !isBlank(row.category) || !isBlank(row.after));
}

export function isChanged(budget: Rearranged, income: number): boolean {
  const moved = sent(budget.rows).some((row) => row.before === null || amountOf(row.after) !== row.before);
  return moved || amountOf(budget.income) !== income;
}

/** For the server, which reads yen as people type them and names what is wrong. */
export function bodyOf({ rows, income }: Rearranged) {
  return {
    total: totalOf(rows),
    other_income: income,
    rows: sent(rows).map((row) => ({ category: row.category, amount: row.after })),
  };
}

/** The id of the field that a fault is about; `root` is the budget's place in what was sent. */
export function fieldOf(pointer: string, root: string, rows: readonly BudgetRow[]): string | null {
  if (pointer !== root && !pointer.startsWith(`${root}/`)) return null;
  const found = /^\/rows\/(\d+)\/(category|amount)$/.exec(pointer.slice(root.length));
  const row = found ? sent(rows)[Number(found[1])] : undefined;
  return row && found ? `${found[2]}-${row.key}` : "other-income";
}

/** The faults that are the budget's, by the id of their field. */
export function budgetErrors(faults: readonly Fault[], root: string, rows: readonly BudgetRow[]) {
  const errors: Record<string, string> = {};
  for (const fault of faults) {
    const field = fieldOf(fault.pointer, root, rows);
    if (field) errors[field] ??= fault.text;
  }
  return errors;
}
