/** The calculator's four figures, read as the budget reads them, and the form's fields they become. Pure. */
import type { Figures } from "@/lib/budget/amounts";
import { type Fault, Faults } from "@/lib/budget/faults";
import type { BudgetTerms } from "@/lib/budget/terms";

export const FIELDS = ["eligible", "ineligible", "income", "grants"] as const;
export type Field = (typeof FIELDS)[number];
export type Typed = Readonly<Record<Field, string>>;
export const NOTHING: Typed = { eligible: "", ineligible: "", income: "", grants: "" };

export interface Read {
  readonly values: Readonly<Record<Field, number>>;
  readonly figures: Figures;
  readonly faults: ReadonlyMap<Field, Fault>;
}

export function readFigures(typed: Typed): Read {
  const faults = new Map<Field, Fault>();
  const values = { eligible: 0, ineligible: 0, income: 0, grants: 0 };
  for (const field of FIELDS) {
    const found = new Faults();
    values[field] = found.number(typed[field], `/${field}`, 0, false) ?? 0;
    const [fault] = found.found;
    if (fault) faults.set(field, fault);
  }
  const { eligible, ineligible, income, grants } = values;
  const figures = {
    eligible,
    total: eligible + ineligible,
    otherIncome: income + grants,
    otherGrants: grants,
  };
  return { values, figures, faults };
}

/** Whether other grants are asked for by themselves: where the rate is taken of what they leave (N2). */
export function asksForGrants(terms: BudgetTerms): boolean {
  return terms.rate_base === "eligible_less_grants" && terms.grant_income_categories.length > 0;
}

/** A form's budget to go on from: sums in one row each, to be split up by who writes it. */
export function fieldsOf(read: Read, terms: BudgetTerms, most: number | null, about: string) {
  const { eligible, ineligible, income, grants } = read.values;
  const last = (names: readonly string[]) => names.at(-1) ?? "";
  const expense = (yen: number, isEligible: boolean) => ({
    category: last(terms.expense_categories),
    description: about,
    unit_price: yen,
    quantity: 1,
    unit: "式",
    eligible: isEligible,
    quote_attached: false,
  });
  const fees = terms.income_categories.find((name) => name === "参加費") ?? last(terms.income_categories);
  return {
    ...(most ? { requested: most } : {}),
    expenses: [
      ...(eligible > 0 ? [expense(eligible, true)] : []),
      ...(ineligible > 0 ? [expense(ineligible, false)] : []),
    ],
    income: [
      ...(income > 0 ? [{ category: fees, description: "", amount: income }] : []),
      ...(grants > 0
        ? [{ category: terms.grant_income_categories[0] ?? "", description: "", amount: grants }]
        : []),
    ],
  };
}
