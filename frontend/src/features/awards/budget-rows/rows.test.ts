import { describe, expect, it } from "vitest";
import { bodyOf, budgetErrors, isChanged, newRow, standing, totalOf } from "./rows";

const line = (category: string, planned: number) => ({
  id: null,
  category,
  description: "",
  eligible: true,
  planned,
});
const award = {
  budget_lines: [line("消耗品費", 120000), line("謝金", 30000), line("消耗品費", 5000)],
  planned_income: 50000,
};

describe("a budget that is rearranged", () => {
  it("begins with what stands, one row a category", () => {
    const budget = standing(award);
    expect(budget.rows.map((row) => [row.category, row.before])).toEqual([
      ["消耗品費", 125000],
      ["謝金", 30000],
    ]);
    expect(isChanged(budget, 50000)).toBe(false);
  });

  it("adds up figures as people type them, and leaves an empty new row out", () => {
    const { rows, income } = standing(award);
    const [one, two] = rows;
    if (!one || !two) throw new Error("two rows");
    const typed = {
      rows: [{ ...one, after: "１００，０００円" }, newRow(), { ...two, after: "55,000" }],
      income,
    };
    expect(totalOf(typed.rows)).toBe(155000);
    expect(isChanged(typed, 50000)).toBe(true);
    expect(bodyOf(typed).rows).toEqual([
      { category: "消耗品費", amount: "１００，０００円" },
      { category: "謝金", amount: "55,000" },
    ]);
  });

  it("finds the field of a fault past an empty new row", () => {
    const { rows } = standing(award);
    const [one, two] = rows;
    if (!one || !two) throw new Error("two rows");
    const typed = [one, newRow(), two];
    const fault = (pointer: string) => ({ pointer, code: "x", text: pointer });
    const faults = [fault("/new_budget/rows/1/amount"), fault("/new_budget"), fault("/reason")];
    expect(budgetErrors(faults, "/new_budget", typed)).toEqual({
      "amount-謝金": "/new_budget/rows/1/amount",
      "other-income": "/new_budget",
    });
  });
});
