/** What there is to do in a report, how far each part is, and where each fault of the server belongs. */
import type { components } from "@/api/schema";
import type { Progress } from "@/components/tag";
import { isRow, partsOf, type Row } from "@/lib/draft/places";
import type { DraftData, Json, ServerDraft } from "@/lib/draft/types";
import { language } from "@/lib/language";
import { say } from "./messages";

type Schemas = components["schemas"];
export type Screen = Schemas["ReportScreenOutput"];
export type Told = Schemas["ReportDraftOutput"];
export type ReportDraft = ServerDraft & Omit<Told, "draft">;
export type ReportFile = Schemas["ReportFileOutput"];

export const PARTS = ["done", "photos", "receipts", "budget", "lessons"] as const;
export type Part = (typeof PARTS)[number];

const PLACES: Readonly<Record<string, Part>> = {
  text: "done",
  people: "done",
  results: "done",
  photos: "photos",
  rows: "receipts",
  other_income: "budget",
  lessons: "lessons",
};

export const pointerParts = (pointer: string): string[] => partsOf(pointer.replace(/^\//, ""));

/** The part that a pointer of the server, or a place of the draft, lies in. */
export const partOf = (pointer: string): Part | null => PLACES[pointerParts(pointer)[0] ?? ""] ?? null;

/** The id of the field at a pointer: where the summary's link leads. */
export function fieldId(pointer: string): string {
  // The line of the budget and its category are one choice.
  const place = pointer.replace(/\/budget_row$/, "/category");
  return `r${place.replace(/[^\p{L}\p{N}]+/gu, "-")}`;
}

export function rowsOf(value: Json | undefined): Row[] {
  return Array.isArray(value) ? value.filter(isRow) : [];
}

export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** One thing that the server says of a place. */
export interface Remark {
  readonly pointer: string;
  readonly text: string;
}

/** Where a remark on the draft as saved stands in the draft as typed; null when its row is gone. */
export function movedTo(pointer: string, saved: DraftData, typed: DraftData): string | null {
  const [field = "", index, ...rest] = pointerParts(pointer);
  if ((field !== "rows" && field !== "photos") || index === undefined) return pointer;
  const key = rowsOf(saved[field])[Number(index)]?.key;
  const rows = rowsOf(typed[field]);
  if (typeof key !== "string") return Number(index) < rows.length ? pointer : null;
  const at = rows.findIndex((row) => row.key === key);
  return at < 0 ? null : `/${[field, at, ...rest].join("/")}`;
}

export function faultsIn(told: ReportDraft, typed: DraftData): Remark[] {
  return told.faults.flatMap((fault) => {
    const pointer = movedTo(fault.pointer, told.draft, typed);
    return pointer === null ? [] : [{ pointer, text: language === "en" ? fault.en : fault.ja }];
  });
}

export function warningsIn(told: ReportDraft, typed: DraftData): Remark[] {
  return told.warnings.flatMap((warning) => {
    const pointer = movedTo(warning.pointer, told.draft, typed);
    return pointer === null ? [] : [{ pointer, text: warning.message }];
  });
}

/** A place in words: 「領収書 3 金額」. Takes pointers by index and draft places by row key. */
export function labelOf(pointer: string, data: DraftData): string {
  const [field = "", second, third] = pointerParts(pointer);
  const names = say.fields as Readonly<Record<string, string>>;
  const name = names[field] ?? field;
  if (second === undefined) return name;
  if (field === "results") return say.result(Number(second) + 1);
  const keyed = rowsOf(data[field]).findIndex((row) => row.key === second);
  const row = `${name} ${(keyed >= 0 ? keyed : Number(second)) + 1}`;
  return third === undefined ? row : `${row} ${names[third] ?? third}`;
}

/** A remark as the summary and the field say it alike. */
export const sentence = (remark: Remark, data: DraftData): string =>
  `${labelOf(remark.pointer, data)}：${remark.text}`;

export interface PartState {
  readonly part: Part;
  readonly progress: Progress;
  readonly detail: string;
}

export interface Standing {
  readonly data: DraftData;
  readonly faults: readonly Remark[];
  readonly warnings: readonly Remark[];
  /** Places with two texts. */
  readonly conflicts: readonly string[];
  /** Files that have not reached the server, by part. */
  readonly sending: Readonly<Partial<Record<Part, number>>>;
}

export const partsDone = (states: readonly PartState[]): number =>
  states.filter((state) => state.progress === "done").length;

export function partStates(standing: Standing): PartState[] {
  return PARTS.map((part) => ({ part, ...stateOf(part, standing) }));
}

function stateOf(part: Part, standing: Standing): Omit<PartState, "part"> {
  const { data, faults, warnings, conflicts, sending } = standing;
  if (conflicts.some((path) => partOf(path) === part)) {
    return { progress: "check", detail: say.twoTexts };
  }
  const waiting = sending[part] ?? 0;
  if (waiting > 0) return { progress: "check", detail: say.sendingFiles(waiting) };
  const here = faults.filter((fault) => partOf(fault.pointer) === part);
  const begun = hasBegun(part, data);
  if (here.length > 0) {
    return { progress: begun ? "partial" : "todo", detail: begun ? say.missing(here.length) : "" };
  }
  const odd = warnings.filter((warning) => partOf(warning.pointer) === part);
  if (odd.length > 0) return { progress: "check", detail: say.oddOnes(odd.length) };
  if (!begun) return { progress: "todo", detail: "" };
  return { progress: "done", detail: detailOf(part, data) };
}

/** The table fills itself from the receipts. */
function hasBegun(part: Part, data: DraftData): boolean {
  if (part === "budget") return rowsOf(data.rows).length > 0 || textOf(data.other_income) !== "";
  return Object.entries(PLACES).some(([field, own]) => own === part && saysSomething(data[field]));
}

function saysSomething(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(saysSomething);
  if (isRow(value)) return true;
  return value !== undefined && value !== null && value !== "" && value !== false;
}

function detailOf(part: Part, data: DraftData): string {
  if (part === "receipts") return say.countReceipts(rowsOf(data.rows).length);
  if (part === "photos") return say.countPhotos(rowsOf(data.photos).length);
  return "";
}
