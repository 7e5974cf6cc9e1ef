/** What there is to do in an application, how far each part is, and where each fault of the server belongs. */
import type { components } from "@/api/schema";
import type { Progress } from "@/components/tag";
import { saysNothing } from "@/lib/budget/faults";
import { get, isRow, partsOf, ROW_FIELDS } from "@/lib/draft/places";
import type { Conflict, DraftData, Json } from "@/lib/draft/types";
import { language } from "@/lib/language";
import { say } from "./messages";

export type Screen = components["schemas"]["FormScreenOutput"];
export type Fault = components["schemas"]["FaultOutput"];
type Document = Screen["documents"][number];

export const TASKS = ["group", "project", "plan", "outcome", "budget", "files", "consents"] as const;
export type TaskKey = (typeof TASKS)[number];

const PLACES: Readonly<Record<string, TaskKey>> = {
  title: "project",
  summary: "project",
  purpose: "project",
  activities: "project",
  tags: "project",
  continuing: "project",
  answers: "project",
  schedule: "plan",
  outcome: "outcome",
  continuation: "outcome",
  indicators: "outcome",
  requested: "budget",
  income: "budget",
  expenses: "budget",
  documents: "files",
  consents: "consents",
};

/** The parts of a JSON pointer. */
export function pointerParts(pointer: string): string[] {
  return partsOf(pointer.replace(/^\//, ""));
}

/** The part of the form that a pointer of the server, or a place of the draft, lies in; null: none of them. */
export function taskOf(pointer: string): TaskKey | null {
  return PLACES[pointerParts(pointer)[0] ?? ""] ?? null;
}

/** The id of the field at a pointer: where the summary's link leads. */
export function fieldId(pointer: string): string {
  return `f${pointer.replace(/[^\p{L}\p{N}]+/gu, "-")}`;
}

export function faultText(fault: Fault): string {
  return language === "en" ? fault.en : fault.ja;
}

/** A place in words: 「支出 2行目 単価」. Takes pointers by index and draft places by row key. */
export function labelOf(pointer: string, screen: Screen, data: DraftData = {}): string {
  const [field = "", second, third] = pointerParts(pointer);
  const names = say.fields as Readonly<Record<string, string>>;
  const name = names[field] ?? field;
  if (second === undefined) return name;
  if (field === "answers") return questionLabel(second, screen);
  if (field === "documents") return documentLabel(second, screen);
  if (!ROW_FIELDS.has(field)) return name;
  const rows = data[field];
  const keyed = Array.isArray(rows) ? rows.findIndex((row) => isRow(row) && row.key === second) : -1;
  const row = say.row(name, (keyed >= 0 ? keyed : Number(second)) + 1);
  return third === undefined ? row : `${row} ${names[third] ?? third}`;
}

function questionLabel(code: string, screen: Screen): string {
  const found = screen.round.questions.find((question) => question.code === code);
  return (language === "en" && found?.label_en) || found?.label_ja || code;
}

export function documentLabel(code: string, screen: Screen): string {
  const found = screen.round.document_types.find((type) => type.code === code);
  return (language === "en" && found?.label_en) || found?.label_ja || code;
}

/** The questions, documents and criteria of the application's own department. */
export function ownOf<T extends { department: string | null }>(rows: readonly T[], screen: Screen): T[] {
  return rows.filter(
    (row) => row.department === null || row.department === screen.application.department.code,
  );
}

export interface TaskState {
  readonly key: TaskKey;
  readonly title: string;
  readonly progress: Progress;
  readonly detail: string;
}

export interface Standing {
  readonly screen: Screen;
  readonly data: DraftData;
  readonly faults: readonly Fault[];
  readonly conflicts: readonly Conflict[];
  readonly documents: readonly Document[];
  /** Files that have not reached the server yet. */
  readonly sending: number;
}

export function tasksOf(standing: Standing): TaskState[] {
  return TASKS.map((key) => {
    const faults = standing.faults.filter((fault) => taskOf(fault.pointer) === key);
    const { progress, detail } = stateOf(key, faults, standing);
    return { key, title: say.tasks[key], progress, detail };
  });
}

function stateOf(
  key: TaskKey,
  faults: readonly Fault[],
  standing: Standing,
): Omit<TaskState, "key" | "title"> {
  const quarrels = standing.conflicts.filter((conflict) => taskOf(conflict.path) === key);
  if (quarrels.length > 0) {
    const places = quarrels.map((conflict) => labelOf(conflict.path, standing.screen, standing.data));
    return { progress: "check", detail: say.conflictTitle(places.join("、")) };
  }
  if (key === "group") return groupState(standing.screen);
  if (key === "files") return filesState(faults, standing);
  const begun = Object.entries(PLACES).some(
    ([field, task]) => task === key && saysSomething(standing.data[field]),
  );
  if (faults.length === 0) return { progress: "done", detail: "" };
  return { progress: begun ? "partial" : "todo", detail: begun ? lacking(faults, standing) : "" };
}

function lacking(faults: readonly Fault[], { screen, data }: Standing): string {
  const names = [...new Set(faults.map((fault) => labelOf(fault.pointer, screen, data)))];
  const shown = names.slice(0, 3).join("、");
  return say.missing(names.length, names.length > 3 ? `${shown}、${say.more(names.length - 3)}` : shown);
}

/** What a form needs to know of a group before it can be reached and paid. */
const NEEDED = ["representative", "address", "phone"] as const;

function groupState({ group }: Screen): Omit<TaskState, "key" | "title"> {
  const there = NEEDED.filter((field) => group[field]);
  return {
    progress: there.length === NEEDED.length ? "done" : there.length > 0 ? "partial" : "todo",
    detail: "",
  };
}

function filesState(faults: readonly Fault[], standing: Standing): Omit<TaskState, "key" | "title"> {
  const { documents, sending } = standing;
  if (sending > 0) return { progress: "check", detail: say.sending(sending) };
  const waiting = documents.filter((document) => document.scan_state === "waiting");
  const unusable = documents.some((document) => ["infected", "unreadable"].includes(document.scan_state));
  if (unusable) return { progress: "check", detail: lacking(faults, standing) };
  if (faults.length > 0) {
    return { progress: documents.length > 0 ? "partial" : "todo", detail: lacking(faults, standing) };
  }
  if (waiting.length > 0) {
    return { progress: "check", detail: say.scanning(waiting.map((document) => document.name).join("、")) };
  }
  return { progress: "done", detail: "" };
}

function saysSomething(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(saysSomething);
  if (isRow(value)) return !saysNothing(value);
  return value !== undefined && value !== null && value !== "" && value !== false;
}

/** A text of the draft; anything else that may stand there as people would write it. */
export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

export const textAt = (data: DraftData, path: string): string => textOf(get(data, path));

export function rowsOf(value: Json | undefined): { [key: string]: Json }[] {
  return Array.isArray(value) ? value.filter(isRow) : [];
}

export const wordsOf = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
