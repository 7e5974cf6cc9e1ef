import { describe, expect, test } from "vitest";
import { fieldId, labelOf, type Screen, type Standing, taskOf, tasksOf } from "./tasks";

const screen = {
  application: { department: { code: "START" } },
  round: {
    questions: [{ code: "a/b", label_ja: "活動する場所", department: null }],
    document_types: [{ code: "RULES", label_ja: "規約", department: null }],
  },
  group: { representative: "青木", address: "川崎市", phone: "044-200-0000" },
} as unknown as Screen;

const fault = (pointer: string, code = "missing") => ({
  pointer,
  code: `applications.${code}`,
  ja: "",
  en: "",
});
const standing = (more: Partial<Standing>): Standing => ({
  screen,
  data: {},
  faults: [],
  conflicts: [],
  documents: [],
  sending: 0,
  ...more,
});
const progress = (more: Partial<Standing>) =>
  Object.fromEntries(tasksOf(standing(more)).map((task) => [task.key, task.progress]));

describe("where a fault belongs", () => {
  test("each pointer of the server leads to its part of the form, and nothing else does", () => {
    expect(["/title", "/answers/x", "/schedule/0/date", "/expenses/2/quantity"].map(taskOf)).toEqual([
      "project",
      "project",
      "plan",
      "budget",
    ]);
    expect(["/documents/RULES", "/consents", "/nobody", ""].map(taskOf)).toEqual([
      "files",
      "consents",
      null,
      null,
    ]);
  });

  test("a pointer names its place in words", () => {
    expect(labelOf("/expenses/1/unit_price", screen)).toBe("支出 2行目 単価");
    expect(labelOf("/answers/a~1b", screen)).toBe("活動する場所");
    expect(labelOf("/documents/RULES", screen)).toBe("規約");
    expect(labelOf("schedule/k2/what", screen, { schedule: [{ key: "k1" }, { key: "k2" }] })).toBe(
      "日程 2行目 すること",
    );
  });

  test("two pointers never share a field's id", () => {
    const pointers = ["/title", "/schedule/0/date", "/schedule/1/date", "/answers/規約", "/documents/RULES"];
    expect(new Set(pointers.map(fieldId)).size).toBe(pointers.length);
  });
});

describe("how far a part is", () => {
  test("nothing written and something missing is not the same as half written", () => {
    expect(progress({ faults: [fault("/purpose")] }).project).toBe("todo");
    expect(progress({ faults: [fault("/purpose")], data: { title: "花" } }).project).toBe("partial");
    expect(progress({ data: { title: "花" } }).project).toBe("done");
  });

  test("an empty row with its key, and an unticked box, say nothing", () => {
    const data = { schedule: [{ key: "k1" }], continuing: false };
    const found = progress({ faults: [fault("/schedule/0/date"), fault("/title")], data });
    expect([found.plan, found.project]).toEqual(["todo", "todo"]);
  });

  test("texts that met, files on their way and files being scanned ask for a look", () => {
    const conflicts = [{ path: "title", others: [] }];
    expect(progress({ conflicts }).project).toBe("check");
    expect(progress({ sending: 1 }).files).toBe("check");
    const documents = [{ scan_state: "waiting", name: "規約.pdf" }] as unknown as Standing["documents"];
    expect(progress({ documents }).files).toBe("check");
  });

  test("what is missing is named, the rest counted", () => {
    const faults = ["/title", "/summary", "/purpose", "/activities"].map((pointer) => fault(pointer));
    const [, project] = tasksOf(standing({ faults, data: { tags: ["環境"] } }));
    expect(project?.detail).toBe("あと4つ：事業名、概要、目的・地域課題、ほか1つ");
  });
});
