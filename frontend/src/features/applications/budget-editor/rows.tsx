/** What the rows of both sides and both shapes (table and cards) share. */

import type { Sections } from "@/components/article-link";
import type { BudgetTerms } from "@/lib/budget/terms";
import type { Json } from "@/lib/draft/types";
import { keyOf, type Row, type Side } from "./edits";
import { idOf, type Note, noteIdOf } from "./notes";
import type { Edits } from "./use-budget";

export interface RowProps {
  row: Row;
  index: number;
  /** What unit price × quantity comes to, in yen. */
  amount: number;
  notes: readonly Note[];
  terms: BudgetTerms;
  edits: Edits;
  sections: Sections;
  /** Puts the first edit of a blank row down as a row. */
  blank: boolean;
  onBlankEdit: (blank: Row, field: string, value: Json) => void;
  onFocus: (place: string) => void;
}

/** Rows are drawn again only when something of them changed: 200 of them stand still while one types. */
export function sameRow(before: RowProps, after: RowProps): boolean {
  const told = (props: RowProps) => props.notes.map((note) => note.text).join("\n");
  return (
    before.row === after.row &&
    before.index === after.index &&
    before.amount === after.amount &&
    before.blank === after.blank &&
    before.terms === after.terms &&
    before.edits === after.edits &&
    before.sections === after.sections &&
    told(before) === told(after)
  );
}

/** The properties of the input of one field. */
export function cellOf(props: RowProps, side: Side, field: string, typed = true) {
  const { row, notes, edits, blank, onBlankEdit, onFocus } = props;
  const place = [side, keyOf(row), field].join("/");
  return {
    id: idOf(place),
    value: row[field],
    describedBy: notes.some((note) => note.place === place) ? noteIdOf(place) : undefined,
    onType: (value: Json) => {
      onFocus(place);
      if (blank) onBlankEdit(row, field, value);
      else edits.cell(side, keyOf(row), field, value, typed);
    },
    onLeave: () => {
      onFocus("");
      edits.leave();
    },
  };
}

export function needsQuote(row: Row, amount: number, terms: BudgetTerms): boolean {
  const category = typeof row.category === "string" ? row.category : "";
  const counts = row.eligible !== false && terms.quote_categories.includes(category);
  return (counts && amount >= terms.quote_threshold) || row.quote_attached === true;
}
