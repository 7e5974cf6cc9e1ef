import { describe, expect, it } from "vitest";
import type { BudgetTerms } from "@/lib/budget/terms";
import { cellsOf, isTable, readPasted } from "./pasted";

const TERMS = { expense_categories: ["報償費", "消耗品費", "使用料及び賃借料"] } as unknown as BudgetTerms;

describe("text from a spreadsheet", () => {
  it("has cells with tabs, line breaks and quotes inside", () => {
    expect(cellsOf('報償費\t"講師\r\n2名"\t"""特別"""\r\n\r\n旅費\t\t5\n')).toEqual([
      ["報償費", "講師\r\n2名", '"特別"'],
      ["旅費", "", "5"],
    ]);
  });

  it("is told from a single cell", () => {
    expect([isTable("15,000"), isTable("15,000\r\n"), isTable("報償費\t講師"), isTable("1\n2")]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it("is read by its titles, in any order, full-width figures too", () => {
    const text =
      "内容\t単価（円）\t数量\t区分\t対象\n講師謝礼\t１５，０００円\t８\t報償費\t対象\n飲食\t800\t38\tその他\t対象外";
    expect(readPasted(text, TERMS)).toEqual([
      {
        category: "報償費",
        description: "講師謝礼",
        unit_price: 15000,
        quantity: 8,
        unit: "",
        eligible: true,
      },
      { category: "その他", description: "飲食", unit_price: 800, quantity: 38, unit: "", eligible: false },
    ]);
  });

  it("is read by its width without titles", () => {
    expect(readPasted("消耗品 費\t苗木\t1,200\t90\t点", TERMS)[0]).toEqual({
      category: "消耗品費",
      description: "苗木",
      unit_price: 1200,
      quantity: 90,
      unit: "点",
      eligible: true,
    });
    expect(readPasted("報償費\t講師\t30,000", TERMS)[0]).toMatchObject({
      unit_price: 30000,
      quantity: 1,
      unit: "式",
    });
  });

  it("keeps what it cannot read, and an amount that is another than the product", () => {
    const [row] = readPasted("会議費\t茶菓\t約千円\t3\t個\t2,000\t対象\tメモ", TERMS);
    expect(row).toEqual({
      category: "会議費",
      description: "茶菓 メモ",
      unit_price: "約千円",
      quantity: 3,
      unit: "個",
      eligible: true,
      amount: 2000,
    });
    expect(readPasted("報償費\t講師\t10\t3\t回\t30", TERMS)[0]).not.toHaveProperty("amount");
  });
});
