import { describe, expect, it } from "vitest";
import { applyAll, type Change, inverse, type Step } from "./edits";
import { History } from "./history";

const START = {
  title: "観察会",
  requested: 1,
  expenses: [
    { key: "a", category: "旅費" },
    { key: "b", unit: "回" },
  ],
};
const cell = (key: string, field: string, before: string | undefined, after: string | undefined): Change => ({
  kind: "cell",
  side: "expenses",
  key,
  field,
  before,
  after,
});

describe("edits", () => {
  it.each<[string, Step]>([
    ["a cell", [cell("a", "unit", undefined, "枚")]],
    ["a cell emptied", [cell("b", "unit", "回", undefined)]],
    ["the amount applied for", [{ kind: "requested", before: 1, after: "２" }]],
    ["a new row", [{ kind: "row", side: "expenses", at: 1, before: null, after: { key: "c" } }]],
    [
      "a row that goes",
      [{ kind: "row", side: "expenses", at: 0, before: { key: "a", category: "旅費" }, after: null }],
    ],
    ["a first row", [{ kind: "row", side: "income", at: 0, before: null, after: { key: "i" } }]],
  ])("%s can be taken back", (_, step) => {
    const after = applyAll(START, step);
    expect(after).not.toEqual(START);
    const back = applyAll(after, inverse(step));
    expect({ ...back, income: [] }).toEqual({ ...START, income: [] });
  });

  it("takes back one's own edit only", () => {
    const step = [cell("a", "unit", undefined, "枚")];
    const others = applyAll(applyAll(START, step), [cell("b", "unit", "回", "式")]);
    expect(applyAll(others, inverse(step)).expenses).toEqual([
      { key: "a", category: "旅費" },
      { key: "b", unit: "式" },
    ]);
  });
});

describe("history", () => {
  const shelf = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, text: string) => void kept.set(name, text),
    };
  };

  it("undoes typing in one cell at once, and what follows the leaving of it apart", () => {
    const history = new History("x", shelf());
    history.add([cell("a", "unit", undefined, "1")], true);
    history.add([cell("a", "unit", "1", "12")], true);
    history.close();
    history.add([cell("a", "unit", "12", "123")], true);
    expect(history.undo()).toEqual([cell("a", "unit", "123", "12")]);
    expect(history.undo()).toEqual([cell("a", "unit", "12", undefined)]);
    expect(history.undo()).toBeNull();
    expect(history.redo()).toEqual([cell("a", "unit", undefined, "12")]);
  });

  it("is there again after the page was loaded anew, also what was undone", () => {
    const kept = shelf();
    const before = new History("x", kept);
    before.add([cell("a", "unit", undefined, "1")], false);
    before.add([cell("b", "unit", "回", "2")], false);
    before.undo();
    const after = new History("x", kept);
    expect([after.canUndo, after.canRedo]).toEqual([true, true]);
    expect(after.redo()).toEqual([cell("b", "unit", "回", "2")]);
    expect(new History("y", kept).canUndo).toBe(false);
  });

  it("goes on when the tab keeps nothing or rubbish", () => {
    expect(new History("x", null).canUndo).toBe(false);
    expect(new History("x", { getItem: () => "{", setItem: () => undefined }).canUndo).toBe(false);
    const full = new History("x", {
      getItem: () => null,
      setItem: () => {
        throw new Error("full");
      },
    });
    full.add([cell("a", "unit", undefined, "1")], false);
    expect(full.canUndo).toBe(true);
  });
});
