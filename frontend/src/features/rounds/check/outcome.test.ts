import { describe, expect, it } from "vitest";
import { ceiling } from "@/lib/budget/amounts";
import type { CheckDepartment, RoundCheck } from "@/lib/round-check";
import { fieldsOf, NOTHING, readFigures } from "./figures";
import { firstOpen, outcomeOf, termsFor } from "./outcome";
import { resumed } from "./use-check";

const answer = (code: string, status: string, nth: number | null = null) => ({
  code,
  status,
  nth,
  label_ja: code,
  label_en: code,
  reason_ja: "",
  reason_en: "",
});
// domain.md §8, COLLAB.
const TERMS = {
  nth: 1,
  steps: [
    { n_from: 1, n_to: 1, rate: "3/4", cap: 2_000_000, floor: 100_000 },
    { n_from: 2, n_to: 2, rate: "2/3", cap: 2_000_000, floor: 100_000 },
  ],
  terms: ["rate_term", "cap", "requested", "shortfall", "committee_amount", "remaining_budget"],
  rate_base: "eligible",
  gap_base: "total",
  rounding_unit: 1000,
  rounding_scope: "rate_term",
  remaining_budget: 2_100_000,
  expense_categories: ["報償費", "その他"],
  income_categories: ["会費", "参加費", "その他"],
  grant_income_categories: [],
  quote_categories: [],
  quote_threshold: 100_000,
  expense_rules: [],
  most_rows: 200,
};
const DEPARTMENT = {
  id: 7,
  offered: true,
  questions: [
    {
      code: "condition:M",
      answers: [answer("yes", "ok"), answer("no", "failed"), answer("unsure", "unknown")],
    },
    { code: "repeat", answers: [answer("0", "ok", 1), answer("1", "ok", 2), answer("2", "failed", 3)] },
  ],
  terms: TERMS,
} as unknown as CheckDepartment;

describe("what the answers come to", () => {
  it.each([
    [{}, "unknown"],
    [{ "condition:M": "yes" }, "unknown"],
    [{ "condition:M": "yes", repeat: "0" }, "ok"],
    [{ "condition:M": "unsure", repeat: "0" }, "unknown"],
    [{ "condition:M": "unsure", repeat: "2" }, "failed"],
    [{ "condition:M": "no" }, "failed"],
    [{ "condition:M": "no longer asked", repeat: "0" }, "unknown"],
  ])("%j: %s", (answers, outcome) =>
    expect(outcomeOf(DEPARTMENT, answers as Record<string, string>)).toBe(outcome),
  );

  it("says which award is applied for", () => {
    expect(termsFor(DEPARTMENT, {}).nth).toBe(1);
    expect(termsFor(DEPARTMENT, { repeat: "1" }).nth).toBe(2);
  });

  it("goes on at the first question without an answer, also when the call asks another one now", () => {
    expect(firstOpen(DEPARTMENT, { repeat: "0" })).toBe(0);
    const check = { id: 1, departments: [DEPARTMENT] } as unknown as RoundCheck;
    const kept = { department: 7, answers: { old: "yes", repeat: "0" }, at: 2, typed: { eligible: "5" } };
    expect(resumed(check, kept)).toMatchObject({ at: 0, typed: { ...NOTHING, eligible: "5" } });
    expect(resumed(check, { ...kept, department: 8 })).toMatchObject({ department: 7, at: 0, answers: {} });
    expect(resumed(check, "rubbish")).toMatchObject({ department: 7, at: 0 });
  });
});

describe("the calculator", () => {
  it("gives case B's ceiling, typed full-width", () => {
    const read = readFigures({
      eligible: "６０９，６００円",
      ineligible: "30,400",
      income: "¥183,000",
      grants: "",
    });
    // 609,600 × 3/4 = 457,200 → 457,000; 640,000 − 183,000 = 457,000.
    const top = ceiling(read.figures, TERMS);
    expect([top?.award, top?.binding]).toEqual([457_000, ["rate_term", "shortfall"]]);
    expect(ceiling(read.figures, termsFor(DEPARTMENT, { repeat: "1" }))?.award).toBe(406_000);
    expect(fieldsOf(read, TERMS, 457_000, "合計")).toEqual({
      requested: 457_000,
      expenses: [
        expect.objectContaining({ category: "その他", unit_price: 609_600, quantity: 1, eligible: true }),
        expect.objectContaining({ category: "その他", unit_price: 30_400, quantity: 1, eligible: false }),
      ],
      income: [{ category: "参加費", description: "", amount: 183_000 }],
    });
  });

  it("names what it cannot read, and works with the rest", () => {
    const read = readFigures({ ...NOTHING, eligible: "約千円", income: "-5" });
    expect([...read.faults.keys()]).toEqual(["eligible", "income"]);
    expect(read.faults.get("eligible")?.ja).toBe("整数で入力してください。");
    expect(read.figures).toEqual({ eligible: 0, total: 0, otherIncome: 0, otherGrants: 0 });
  });
});
