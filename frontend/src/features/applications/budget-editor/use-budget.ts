/** A budget being written: what the rules say of it, and every way to change it, each of which can be undone. */
import { useCallback, useMemo, useRef, useState } from "react";
import { ceiling, hintsOf } from "@/lib/budget/amounts";
import { readBudget } from "@/lib/budget/budget";
import type { BudgetTerms } from "@/lib/budget/terms";
import { newKey } from "@/lib/draft/places";
import type { DraftData, Json } from "@/lib/draft/types";
import { applyAll, keyOf, type Row, rowsOf, type Side, type Step } from "./edits";
import { History, tabShelf } from "./history";
import { notesOf } from "./notes";

export interface Edits {
  cell: (side: Side, key: string, field: string, value: Json, joins?: boolean) => void;
  requested: (value: Json, joins?: boolean) => void;
  /** A new row at a place (at the end without one); its key. */
  add: (side: Side, row?: Row, at?: number) => string;
  /** New rows at the end; the first one's key. */
  addAll: (side: Side, rows: readonly Row[]) => string;
  remove: (side: Side, key: string) => void;
  /** The typing in one place is over. */
  leave: () => void;
  undo: () => boolean;
  redo: () => boolean;
}

/** What the rules say of a draft's budget. */
export function judge(value: DraftData, terms: BudgetTerms) {
  const budget = readBudget(value, terms);
  const top = ceiling(budget.figures, terms);
  const hints = hintsOf(budget.requested, top, budget.figures, terms);
  const rows = { income: rowsOf(value, "income"), expenses: rowsOf(value, "expenses") };
  return { budget, top, rows, notes: notesOf([...budget.faults, ...hints], rows) };
}

export type Judged = ReturnType<typeof judge>;

export function useBudget(
  value: DraftData,
  terms: BudgetTerms,
  edit: (change: (data: DraftData) => DraftData) => void,
  historyName: string,
) {
  const judged = useMemo(() => judge(value, terms), [value, terms]);
  const latest = useRef(value);
  latest.current = value;
  const history = useMemo(() => new History(historyName, tabShelf()), [historyName]);
  const [, setTurn] = useState(0);

  const make = useCallback(
    (step: Step) => {
      latest.current = applyAll(latest.current, step);
      edit((data) => applyAll(data, step));
      setTurn((turn) => turn + 1);
    },
    [edit],
  );
  const edits = useMemo((): Edits => {
    const doIt = (step: Step, joins = false) => {
      history.add(step, joins);
      make(step);
    };
    const back = (step: Step | null) => {
      if (step) make(step);
      return step !== null;
    };
    return {
      cell: (side, key, field, after, joins) => {
        const before = rowsOf(latest.current, side).find((row) => keyOf(row) === key)?.[field];
        if (before !== after) doIt([{ kind: "cell", side, key, field, before, after }], joins);
      },
      requested: (after, joins) => {
        const before = latest.current.requested;
        if (before !== after) doIt([{ kind: "requested", before, after }], joins);
      },
      add: (side, row = {}, at = rowsOf(latest.current, side).length) => {
        const made = { ...row, key: keyOf(row) || newKey() };
        doIt([{ kind: "row", side, at, before: null, after: made }]);
        return made.key;
      },
      addAll: (side, rows) => {
        const start = rowsOf(latest.current, side).length;
        const made = rows.map((row) => ({ ...row, key: newKey() }));
        doIt(made.map((after, index) => ({ kind: "row", side, at: start + index, before: null, after })));
        return made[0]?.key ?? "";
      },
      remove: (side, key) => {
        const rows = rowsOf(latest.current, side);
        const at = rows.findIndex((row) => keyOf(row) === key);
        const before = rows[at];
        if (before) doIt([{ kind: "row", side, at, before, after: null }]);
      },
      leave: () => history.close(),
      undo: () => back(history.undo()),
      redo: () => back(history.redo()),
    };
  }, [history, make]);
  return { ...judged, edits, canUndo: history.canUndo, canRedo: history.canRedo };
}
