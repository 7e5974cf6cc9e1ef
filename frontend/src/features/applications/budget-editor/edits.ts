/**
 * Edits of a budget as small changes, each of which can be taken back: undoing one's own edit never takes back
 * what somebody else saved in between.
 */
import type { DraftData, Json } from "@/lib/draft/types";

export type Side = "income" | "expenses";
export type Row = Readonly<Record<string, Json>>;
type Value = Json | undefined;

/** The budget's part of a draft, as it is typed. */
export type BudgetValue = Pick<DraftData, string>;

export type Change =
  | { readonly kind: "requested"; readonly before: Value; readonly after: Value }
  | {
      readonly kind: "cell";
      readonly side: Side;
      readonly key: string;
      readonly field: string;
      readonly before: Value;
      readonly after: Value;
    }
  /** A row that comes (before null) or goes (after null), and where. */
  | {
      readonly kind: "row";
      readonly side: Side;
      readonly at: number;
      readonly before: Row | null;
      readonly after: Row | null;
    };

/** What is undone at once. */
export type Step = readonly Change[];

export function rowsOf(value: BudgetValue, side: Side): readonly Row[] {
  const rows = value[side];
  return Array.isArray(rows) ? rows.filter(isRow) : [];
}

function isRow(value: Json): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function keyOf(row: Row | null): string {
  return typeof row?.key === "string" ? row.key : "";
}

/** The draft with a change made; a change of a row that is no longer there changes nothing. */
export function apply<T extends DraftData>(value: T, change: Change): T {
  if (change.kind === "requested") return { ...value, requested: change.after ?? null };
  const rows = rowsOf(value, change.side);
  if (change.kind === "cell") {
    const edited = rows.map((row) => (keyOf(row) === change.key ? withCell(row, change) : row));
    return { ...value, [change.side]: edited };
  }
  const gone = keyOf(change.before ?? change.after);
  const left = rows.filter((row) => keyOf(row) !== gone);
  if (change.after !== null) left.splice(Math.min(change.at, left.length), 0, change.after);
  return { ...value, [change.side]: left };
}

function withCell(row: Row, change: { field: string; after: Value }): Row {
  if (change.after !== undefined) return { ...row, [change.field]: change.after };
  const { [change.field]: _, ...rest } = row;
  return rest;
}

export function applyAll<T extends DraftData>(value: T, step: Step): T {
  return step.reduce(apply, value);
}

/** The step that takes `step` back. */
export function inverse(step: Step): Step {
  return step
    .map((change) => ({ ...change, before: change.after, after: change.before }) as Change)
    .reverse();
}

/** Two steps as one, where both are typing in the same place; else null. */
export function joined(last: Step | undefined, next: Step): Step | null {
  const [one, two] = [last?.[0], next[0]];
  if (!one || !two || last?.length !== 1 || next.length !== 1 || one.kind !== two.kind) return null;
  if (one.kind === "requested" && two.kind === "requested") return [{ ...one, after: two.after }];
  if (one.kind !== "cell" || two.kind !== "cell") return null;
  const same = one.side === two.side && one.key === two.key && one.field === two.field;
  return same ? [{ ...one, after: two.after }] : null;
}
