import { describe, expect, it } from "vitest";
import type { BudgetTerms } from "@/lib/budget/terms";
import { changesOf } from "./terms-change";

const STEP = { n_to: null, cap: 2_000_000, floor: 100_000 };
const TERMS: BudgetTerms = {
  nth: 1,
  steps: [
    { ...STEP, n_from: 1, n_to: 1, rate: "3/4" },
    { ...STEP, n_from: 2, rate: "2/3" },
  ],
  terms: ["rate_term", "cap", "requested", "shortfall"],
  rate_base: "eligible",
  gap_base: "total",
  rounding_unit: 1_000,
  rounding_scope: "rate_term",
  remaining_budget: null,
  expense_categories: ["消耗品費"],
  income_categories: ["会費"],
  grant_income_categories: [],
  quote_categories: [],
  quote_threshold: 100_000,
  expense_rules: [],
  most_rows: 200,
};
const row = { category: "消耗品費", unit_price: 609_600, quantity: 1 };
const DRAFT = { requested: 457_000, expenses: [row], income: [] };

describe("other terms than before", () => {
  it("are named with what they come to", () => {
    // 609,600 × 3/4 = 457,200 → 457,000; × 2/3 = 406,400 → 406,000.
    expect(changesOf(TERMS, { ...TERMS, nth: 2 }, DRAFT)).toEqual([
      "採択の回数：1回目 → 2回目",
      "助成率：3/4 → 2/3",
      "申請できる上限：457,000円 → 406,000円",
    ]);
  });

  it("are told where the ceiling stays", () => {
    const after = { ...TERMS, quote_threshold: 50_000, expense_categories: ["消耗品費", "旅費"] };
    expect(changesOf(TERMS, after, DRAFT)).toEqual([
      "見積書が必要な金額：100,000円 → 50,000円",
      "そのほかの決まりも変わりました。",
      "申請できる上限は、いままでと同じ457,000円です。",
    ]);
  });
});
