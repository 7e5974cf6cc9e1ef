import { describe, expect, it } from "vitest";
import { choiceOf, chosenLine, type Line, lineOf, totalsOf } from "./totals";

const LINES: Line[] = [
  { id: 11, category: "消耗品費", description: "苗", planned: 120_000 },
  { id: 12, category: "消耗品費", description: "土", planned: 30_000 },
  { id: 13, category: "報償費", description: "講師", planned: 60_000 },
];
const REVISED: Line[] = [{ id: null, category: "消耗品費", description: "", planned: 90_000 }];

describe("totals of receipts", () => {
  it("add up line by line, however amounts are typed", () => {
    const rows = [
      { key: "a", category: "消耗品費", budget_row: 11, amount: "１２，０００円" },
      { key: "b", category: "消耗品費", budget_row: 12, amount: "3,500" },
      { key: "c", category: "報償費", budget_row: 13, amount: 20000 },
      { key: "d", category: "消耗品費", budget_row: 11, amount: "¥800" },
      { key: "e", category: "通信費", budget_row: null, amount: "1000" },
      { key: "f", amount: "まだ" },
    ];
    const found = totalsOf(LINES, rows);
    expect(found.lines.map((line) => line.actual)).toEqual([12_800, 3_500, 20_000]);
    expect([found.outside, found.total, found.planned]).toEqual([1_000, 37_300, 210_000]);
  });

  it("put a row that names no line on the first of its category", () => {
    expect(lineOf({ key: "a", category: "消耗品費" }, LINES)).toBe(0);
    expect(lineOf({ key: "a", category: "消耗品費", budget_row: 12 }, LINES)).toBe(1);
    expect(lineOf({ key: "a", category: "", budget_row: 99 }, LINES)).toBe(-1);
  });

  it("count nothing for amounts below zero", () => {
    expect(totalsOf(LINES, [{ key: "a", category: "報償費", amount: "-500" }]).total).toBe(0);
  });
});

describe("the choice of a line", () => {
  it("comes back as it was chosen", () => {
    for (const lines of [LINES, REVISED]) {
      for (const line of lines) {
        const value = choiceOf({ key: "a", category: line.category, budget_row: line.id }, lines);
        expect(chosenLine(value, lines)).toEqual({ budget_row: line.id, category: line.category });
      }
    }
    expect(chosenLine("c通信費", LINES)).toEqual({ budget_row: null, category: "通信費" });
    expect(choiceOf({ key: "a" }, LINES)).toBe("");
  });
});
