import { describe, expect, it } from "vitest";
import { faultsIn, fieldId, labelOf, movedTo, partOf, partStates, type ReportDraft } from "./parts";

const ROWS = [
  { key: "a", amount: "100" },
  { key: "b", amount: "200" },
];
const NONE = { faults: [], warnings: [], conflicts: [], sending: {} };

function told(faults: ReportDraft["faults"], rows = ROWS): ReportDraft {
  return {
    version: 1,
    draft: { rows },
    saved_by: null,
    saved_at: null,
    faults,
    warnings: [],
    files: [],
    budget_actual: [],
    planned_income: 0,
    total: 0,
  };
}

describe("places of a report", () => {
  it("a remark follows its row, and goes with it", () => {
    const typed = { rows: [ROWS[1] as never] };
    expect(movedTo("/rows/1/amount", { rows: ROWS }, typed)).toBe("/rows/0/amount");
    expect(movedTo("/rows/0/amount", { rows: ROWS }, typed)).toBeNull();
    expect(movedTo("/rows", { rows: ROWS }, typed)).toBe("/rows");
    const fault = {
      pointer: "/rows/0/amount",
      code: "missing",
      ja: "入力してください。",
      en: "Please fill in.",
    };
    expect(faultsIn(told([fault]), typed)).toEqual([]);
    expect(faultsIn(told([fault]), { rows: ROWS })).toEqual([
      { pointer: "/rows/0/amount", text: "入力してください。" },
    ]);
  });

  it("are named as people count, by index and by key", () => {
    expect(labelOf("/rows/1/amount", { rows: ROWS })).toBe("領収書 2 金額");
    expect(labelOf("rows/b/amount", { rows: ROWS })).toBe("領収書 2 金額");
    expect(partOf("/photos/0/alt")).toBe("photos");
    expect(fieldId("/rows/0/budget_row")).toBe(fieldId("/rows/0/category"));
  });
});

describe("parts of a report", () => {
  const of = (standing: Partial<Parameters<typeof partStates>[0]>) =>
    Object.fromEntries(
      partStates({ data: {}, ...NONE, ...standing }).map((state) => [state.part, state.progress]),
    );

  it("are to do at first and filled in at last", () => {
    expect(new Set(Object.values(of({})))).toEqual(new Set(["todo"]));
    const data = { text: "植えた", rows: ROWS, photos: [{ key: "p" }], lessons: "早めに" };
    expect(new Set(Object.values(of({ data })))).toEqual(new Set(["done"]));
  });

  it("tell what was not looked at from what is missing", () => {
    const faults = [{ pointer: "/rows/0/paid_on", text: "入力してください。" }];
    expect(of({ faults }).receipts).toBe("todo");
    expect(of({ faults, data: { rows: ROWS } }).receipts).toBe("partial");
  });

  it("want a look where two wrote, files wait, or the office will ask", () => {
    expect(of({ conflicts: ["rows/a/amount"] }).receipts).toBe("check");
    expect(of({ sending: { photos: 2 } }).photos).toBe("check");
    const warnings = [{ pointer: "/rows/0/files", text: "同じ画像です。" }];
    expect(of({ warnings, data: { rows: ROWS } }).receipts).toBe("check");
  });
});
