/**
 * A8 予算: expense and income as in a spreadsheet, with the working beside them. The draft itself is the engine's;
 * every edit goes to it at once, and can be undone.
 */
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { ArticleLink, type Sections } from "@/components/article-link";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { imbalance } from "@/lib/budget/budget";
import { saysNothing } from "@/lib/budget/faults";
import type { BudgetTerms } from "@/lib/budget/terms";
import type { DraftData, Json } from "@/lib/draft/types";
import { language } from "@/lib/language";
import { useIsWide } from "@/lib/wide";
import { yen } from "@/lib/yen";
import { blankRow, useBlanks } from "./blanks";
import { keyOf, type Row, type Side } from "./edits";
import { ExpenseCards } from "./expense-cards";
import { ExpenseTable } from "./expense-table";
import { IncomeCards, IncomeTable } from "./income-rows";
import { say } from "./messages";
import { idOf, type Note } from "./notes";
import { PasteDialog } from "./paste-dialog";
import { isTable } from "./pasted";
import { RequestedField } from "./requested-field";
import type { RowProps } from "./rows";
import { type Judged, useBudget } from "./use-budget";
import { WorkingBox, WorkingLine } from "./working-box";

export interface BudgetEditorProps {
  /** The draft; its `income`, `expenses` and `requested` are read, and rows have keys. */
  value: DraftData;
  /** The engine's `edit`. */
  edit: (change: (data: DraftData) => DraftData) => void;
  terms: BudgetTerms;
  sections: Sections;
  /** Under which name the tab keeps what can be undone. */
  historyName: string;
  /** From the first try to go on, what is missing is told too. */
  attempt: number;
  /** The buttons below. */
  children: ReactNode;
}

const NONE: readonly Note[] = [];

export function BudgetEditor({
  value,
  edit,
  terms,
  sections,
  historyName,
  attempt,
  children,
}: BudgetEditorProps) {
  const { budget, top, rows, notes, edits, canUndo, canRedo } = useBudget(value, terms, edit, historyName);
  const wide = useIsWide();
  const [typedAt, setTypedAt] = useState("");
  const [news, setNews] = useState("");
  const [pasted, setPasted] = useState<string | null>(null);
  const { wanted, want } = useFocusOn(wide);
  const blanks = useBlanks(rows.expenses, terms);
  const shown = useMemo(
    () => notes.filter((note) => note.place !== typedAt && (attempt > 0 || !note.missing)),
    [notes, typedAt, attempt],
  );
  const byRow = useMemo(() => groupedByRow(shown), [shown]);

  const latest = useRef(blanks);
  latest.current = blanks;
  const onBlankEdit = useCallback(
    (blank: Row, field: string, typed: Json) => {
      const { shown: all, isBlank } = latest.current;
      const at = all
        .slice(
          0,
          all.findIndex((row) => keyOf(row) === keyOf(blank)),
        )
        .filter((row) => !isBlank(row));
      edits.add("expenses", { ...blank, [field]: typed }, at.length);
    },
    [edits],
  );
  const propsOf = (side: Side, all: readonly Row[], amounts: ReadonlyMap<string, number>): RowProps[] =>
    all.map((row, index) => ({
      row,
      index,
      amount: amounts.get(keyOf(row)) ?? 0,
      notes: byRow.get(`${side}/${keyOf(row)}`) ?? NONE,
      terms,
      edits,
      sections,
      blank: side === "expenses" && blanks.isBlank(row),
      onBlankEdit,
      onFocus: setTypedAt,
    }));
  const expenses = propsOf("expenses", blanks.shown, amountsOf(rows.expenses, budget.expenses));
  const income = propsOf("income", rows.income, amountsOf(rows.income, budget.income));

  const add = (side: Side, column = 0) =>
    want(side, edits.add(side, side === "expenses" ? blankRow() : {}), column);
  const travel = (way: "undo" | "redo") => {
    if (edits[way]()) setNews(way === "undo" ? say.undone : say.redone);
  };
  const onKeys = (event: KeyboardEvent) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== "z" && key !== "y")) return;
    event.preventDefault();
    travel(key === "y" || event.shiftKey ? "redo" : "undo");
  };
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text/plain");
    if (!isTable(text)) return;
    event.preventDefault();
    setPasted(text);
  };
  const total = (sum: number) => (
    <p className="push">
      {say.total} <span className="num b big">{yen(sum)}</span>
    </p>
  );
  const { figures, requested } = budget;

  return (
    <div className="cols cols-w">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: hears the keys and pastes of the inputs inside */}
      <div className="stack-l" onKeyDown={onKeys}>
        {wide ? null : <WorkingLine top={top} sections={sections} />}
        <section aria-labelledby="b-expenses" onPaste={onPaste}>
          <div className="row mb2">
            <h2 id="b-expenses">
              <Kana>{say.expenses}</Kana>
            </h2>
            {total(figures.total)}
          </div>
          {wide ? (
            <ExpenseTable rows={expenses} onPastEnd={(column) => add("expenses", column)} />
          ) : (
            <ExpenseCards rows={expenses} opened={wanted} />
          )}
          <ListNotes notes={shown} place="expenses" sections={sections} />
          <div className="btns mt4">
            <button type="button" className="btn btn-2 btn-m" onClick={() => add("expenses")}>
              <Icon name="plus" />
              <Kana>{say.addRow}</Kana>
            </button>
            <button type="button" className="btn btn-2 btn-m" onClick={() => setPasted("")}>
              <Kana>{say.paste}</Kana>
            </button>
            <button
              type="button"
              className="btn btn-3 btn-m"
              onClick={() => travel("undo")}
              data-can={canUndo}
            >
              <Icon name="undo" />
              <Kana>{say.undo}</Kana>
            </button>
            {canRedo ? (
              <button type="button" className="btn btn-3 btn-m" onClick={() => travel("redo")}>
                <Kana>{say.redo}</Kana>
              </button>
            ) : null}
          </div>
          <p className="vh" role="status">
            {news}
          </p>
        </section>
        <section aria-labelledby="b-income">
          <div className="row mb2">
            <h2 id="b-income">
              <Kana>{say.income}</Kana>
            </h2>
            {total(figures.otherIncome + requested)}
          </div>
          {wide && income.length > 0 ? (
            <IncomeTable rows={income} onPastEnd={(column) => add("income", column)} />
          ) : (
            <IncomeCards rows={income} opened={wanted} />
          )}
          <ListNotes notes={shown} place="income" sections={sections} />
          <div className="btns mt4">
            <button type="button" className="btn btn-2 btn-m" onClick={() => add("income")}>
              <Icon name="plus" />
              <Kana>{say.addIncome}</Kana>
            </button>
          </div>
          <RequestedField
            value={value.requested}
            top={top}
            notes={shown.filter((note) => note.place === "requested" && !isBalance(note))}
            sections={sections}
            edits={edits}
            onFocus={setTypedAt}
          />
        </section>
        <Balance judged={budget} sections={sections} />
        {children}
      </div>
      {wide ? (
        <aside className="sticky">
          <WorkingBox top={top} sections={sections} />
        </aside>
      ) : null}
      <PasteDialog
        open={pasted !== null}
        text={pasted ?? ""}
        terms={terms}
        onClose={() => setPasted(null)}
        onTake={(taken) => {
          blanks.clear();
          // The row from which they were pasted may be gone: whoever uses the keys goes on at the first new one.
          want("expenses", edits.addAll("expenses", taken), DESCRIPTION);
          setNews(say.taken(taken.length));
        }}
      />
    </div>
  );
}

/** The balance has a box of its own. */
const isBalance = (note: Note) => note.article === "budget";

function groupedByRow(notes: readonly Note[]): Map<string, Note[]> {
  const found = new Map<string, Note[]>();
  for (const note of notes) {
    const row = note.place.split("/").slice(0, 2).join("/");
    found.set(row, [...(found.get(row) ?? []), note]);
  }
  return found;
}

function amountsOf(rows: readonly Row[], lines: readonly { amount: number }[]): Map<string, number> {
  const written = rows.filter((row) => !saysNothing(row));
  return new Map(written.map((row, index) => [keyOf(row), lines[index]?.amount ?? 0]));
}

/** What is said of a whole list: no rows at all, or too many. */
function ListNotes({ notes, place, sections }: { notes: readonly Note[]; place: Side; sections: Sections }) {
  return notes
    .filter((note) => note.place === place)
    .map((note) => (
      <p className="err" key={note.text} id={idOf(note.place)} tabIndex={-1}>
        <Icon name="warning" />
        <span>
          {note.text}
          <ArticleLink article={note.article} sections={sections} />
        </span>
      </p>
    ));
}

function Balance({ judged, sections }: { judged: Judged["budget"]; sections: Sections }) {
  const { figures, requested } = judged;
  const fault = imbalance(requested, figures);
  if (figures.total === 0 && figures.otherIncome + requested === 0) return null;
  return (
    <div className={fault ? "match match-no" : "match"} role="status">
      <p>
        <span className="row-i">
          <Icon name={fault ? "warning" : "tick"} />
          <span>
            {fault ? (language === "en" ? fault.en : fault.ja) : say.balanced}
            {fault ? <ArticleLink article="budget" sections={sections} /> : null}
          </span>
        </span>
      </p>
      <p>
        <span>{say.expenses}</span>
        <span className="num b">{yen(figures.total)}</span>
      </p>
      <p>
        <span>{say.income}</span>
        <span className="num b">{yen(figures.otherIncome + requested)}</span>
      </p>
    </div>
  );
}

/** Moves the focus to a row that was just added, once it is there. */
function useFocusOn(wide: boolean) {
  const [wanted, setWanted] = useState({ key: "", side: "expenses" as Side, column: 0 });
  useEffect(() => {
    if (!wanted.key) return;
    const fields = wanted.side === "expenses" ? EXPENSE_FIELDS : INCOME_FIELDS;
    const field = fields[wide ? wanted.column : 0] ?? "category";
    document.getElementById(idOf([wanted.side, wanted.key, field].join("/")))?.focus();
  }, [wanted, wide]);
  return {
    wanted: wanted.key,
    want: (side: Side, key: string, column: number) => setWanted({ side, key, column }),
  };
}

const DESCRIPTION = 1;
const EXPENSE_FIELDS = ["category", "description", "unit_price", "quantity", "unit", "eligible"];
const INCOME_FIELDS = ["category", "description", "amount"];
