import { describe, expect, test } from "vitest";
import { merge } from "./merge";
import type { DraftData } from "./types";

const both = (base: DraftData, mine: DraftData, theirs: DraftData, ...sent: DraftData[]) => {
  const { data, conflicts } = merge([base, ...sent], mine, theirs);
  return { data, conflicts: Object.fromEntries(conflicts) };
};

const row = (key: string, what: string, more: Record<string, string> = {}) => ({ key, what, ...more });

describe("fields", () => {
  test("what one side changed is taken", () => {
    expect(
      both({ title: "a", purpose: "p" }, { title: "b", purpose: "p" }, { title: "a", purpose: "q" }),
    ).toEqual({
      data: { title: "b", purpose: "q" },
      conflicts: {},
    });
  });

  test("a field that both changed keeps this person's text and tells the other one", () => {
    expect(both({ title: "a" }, { title: "mine" }, { title: "theirs" })).toEqual({
      data: { title: "mine" },
      conflicts: { title: "theirs" },
    });
  });

  test("the same change on both sides is no conflict", () => {
    expect(both({ title: "a" }, { title: "b" }, { title: "b" })).toEqual({
      data: { title: "b" },
      conflicts: {},
    });
  });

  test("a field emptied there and changed here is told as emptied", () => {
    expect(both({ title: "a" }, { title: "b" }, {})).toEqual({
      data: { title: "b" },
      conflicts: { title: null },
    });
  });

  test("what was typed and taken away again is no change", () => {
    expect(both({}, { title: "" }, { title: "theirs" }).data).toEqual({ title: "theirs" });
  });

  test("one's own save whose answer was lost is no conflict", () => {
    expect(both({ title: "a" }, { title: "abc" }, { title: "ab" }, { title: "ab" })).toEqual({
      data: { title: "abc" },
      conflicts: {},
    });
  });

  test("a text taken back to the start stays so although the other side has what was sent", () => {
    expect(both({ title: "a" }, { title: "a" }, { title: "ab" }, { title: "ab" }).data).toEqual({
      title: "a",
    });
  });

  test("nothing changed gives back the very same draft", () => {
    const mine = { title: "a", schedule: [row("1", "x")] };
    expect(merge([{ title: "a", schedule: [row("1", "x")] }], mine, structuredClone(mine)).data).toBe(mine);
  });

  test("answers meet question by question, and a code may hold any character", () => {
    expect(
      both({ answers: { "a/b": "1" } }, { answers: { "a/b": "2" } }, { answers: { "a/b": "3", Q: "new" } }),
    ).toEqual({ data: { answers: { "a/b": "2", Q: "new" } }, conflicts: { "answers/a~1b": "3" } });
  });

  test("consents and themes are added and taken away one by one", () => {
    expect(
      both({ consents: ["tax", "a"] }, { consents: ["tax", "a", "mine"] }, { consents: ["tax", "theirs"] })
        .data,
    ).toEqual({ consents: ["tax", "theirs", "mine"] });
  });

  test("a field that is no list of rows is merged whole", () => {
    expect(both({ income: "none" }, { income: [{ key: "1" }] }, { income: "some" })).toEqual({
      data: { income: [{ key: "1" }] },
      conflicts: { income: "some" },
    });
  });
});

describe("rows", () => {
  const base = { schedule: [row("1", "a"), row("2", "b"), row("3", "c")] };

  test("cells of one row and rows of one list come together", () => {
    const mine = { schedule: [row("1", "A"), row("2", "b"), row("new", "m"), row("3", "c")] };
    const theirs = { schedule: [row("1", "a", { place: "公園" }), row("2", "b"), row("3", "C")] };
    expect(both(base, mine, theirs)).toEqual({
      data: { schedule: [row("1", "A", { place: "公園" }), row("2", "b"), row("new", "m"), row("3", "C")] },
      conflicts: {},
    });
  });

  test("a cell that both changed is told by its row", () => {
    const mine = { schedule: [row("1", "mine"), row("2", "b"), row("3", "c")] };
    const theirs = { schedule: [row("2", "b"), row("1", "theirs"), row("3", "c")] };
    const merged = both(base, mine, theirs);
    expect(merged.conflicts).toEqual({ "schedule/1/what": "theirs" });
    expect(merged.data).toEqual({ schedule: [row("2", "b"), row("1", "mine"), row("3", "c")] });
  });

  test("moving here and editing there both hold", () => {
    const mine = { schedule: [row("3", "c"), row("1", "a"), row("2", "b")] };
    const theirs = { schedule: [row("1", "a"), row("2", "B"), row("3", "c"), row("4", "d")] };
    expect(both(base, mine, theirs).data).toEqual({
      schedule: [row("3", "c"), row("4", "d"), row("1", "a"), row("2", "B")],
    });
  });

  test("a row removed on one side and untouched on the other is gone", () => {
    const without = { schedule: [row("1", "a"), row("3", "c")] };
    expect(both(base, without, base)).toEqual({ data: without, conflicts: {} });
    expect(both(base, base, without)).toEqual({ data: without, conflicts: {} });
  });

  test("a row removed on one side and changed on the other is told", () => {
    const without = { schedule: [row("1", "a"), row("3", "c")] };
    const changed = { schedule: [row("1", "a"), row("2", "B"), row("3", "c")] };
    expect(both(base, without, changed)).toEqual({
      data: without,
      conflicts: { "schedule/2": row("2", "B") },
    });
    expect(both(base, changed, without)).toEqual({ data: changed, conflicts: { "schedule/2": null } });
  });

  test("a row that was sent and never arrived is not taken for one removed there", () => {
    const mine = { schedule: [...base.schedule, row("new", "m")] };
    expect(both(base, mine, base, mine).data).toEqual(mine);
  });

  test("a removed row that was put back stays although the removal had arrived", () => {
    const without = { schedule: [row("1", "a"), row("3", "c")] };
    expect(both(base, base, without, without).data).toEqual(base);
  });
});
