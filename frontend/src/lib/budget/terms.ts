/** What the API says of a call for R1, R2 and the budget (`terms` of a draft, `budget` of a round's check). */

export interface Step {
  n_from: number;
  n_to: number | null;
  rate: string | null;
  cap: number | null;
  floor: number | null;
}

export interface ExpenseRule {
  category: string;
  unit_price_below: number | null;
  unit_price_at_most: number | null;
}

export interface BudgetTerms {
  nth: number;
  steps: readonly Step[];
  terms: readonly string[];
  rate_base: string;
  gap_base: string;
  rounding_unit: number;
  rounding_scope: string;
  remaining_budget: number | null;
  expense_categories: readonly string[];
  income_categories: readonly string[];
  grant_income_categories: readonly string[];
  quote_categories: readonly string[];
  quote_threshold: number;
  expense_rules: readonly ExpenseRule[];
  most_rows: number;
}

/** The step for the award that is applied for (R3); null when no step covers it. */
export function stepOf(terms: BudgetTerms): Step | null {
  const covers = (step: Step) => step.n_from <= terms.nth && (step.n_to === null || terms.nth <= step.n_to);
  return terms.steps.find(covers) ?? null;
}
