/** The expense as cards, for a phone: each folds to one line with its amount. */
import { memo, useState } from "react";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { yen } from "@/lib/yen";
import { CategoryCell, NumberCell, TextCell, TickCell } from "./cells";
import { keyOf } from "./edits";
import { say } from "./messages";
import { NoteLine } from "./note-line";
import { cellOf, needsQuote, type RowProps, sameRow } from "./rows";

export function ExpenseCards({ rows, opened }: { rows: readonly RowProps[]; opened: string }) {
  return (
    <ul className="bcards">
      {rows.map((props) => (
        <ExpenseCard key={keyOf(props.row)} {...props} begins={opened === keyOf(props.row)} />
      ))}
    </ul>
  );
}

const ExpenseCard = memo(
  function ExpenseCard({ begins, ...props }: RowProps & { begins: boolean }) {
    const { row, index, amount, notes } = props;
    const [open, setOpen] = useState(begins);
    const text = (value: unknown) => (typeof value === "string" ? value : "");
    const parts = [text(row.description), row.eligible === false ? say.notEligible : say.eligible];
    return (
      <li>
        <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>
            <b>
              <span className="num">{index + 1}</span>
              {`　${text(row.category) || say.choose}`}
            </b>
            <span className="num b">{amount > 0 ? yen(amount) : ""}</span>
            <Icon name="down" />
            <span className="d">
              {notes.length > 0 && !open ? <Icon name="warning" /> : null}
              {props.blank ? say.empty : parts.filter(Boolean).join("　")}
            </span>
          </summary>
          {open ? <CardBody {...props} /> : null}
        </details>
      </li>
    );
  },
  (before, after) => before.begins === after.begins && sameRow(before, after),
);

function CardBody(props: RowProps) {
  const { row, index, amount, notes, terms, edits, blank, sections } = props;
  const wire = (field: string, typed = true) => cellOf(props, "expenses", field, typed);
  const label = (field: string, text: string) => (
    <label className="label" htmlFor={wire(field).id}>
      {text}
    </label>
  );
  return (
    <div className="body">
      {notes.length > 0 ? (
        <div>
          {notes.map((note) => (
            <NoteLine
              key={note.place}
              note={note}
              sections={sections}
              onGiveWay={() => edits.cell("expenses", keyOf(row), "amount", null)}
            />
          ))}
        </div>
      ) : null}
      <div className="field">
        {label("category", say.category)}
        <CategoryCell {...wire("category", false)} names={terms.expense_categories} />
      </div>
      <div className="field">
        {label("description", say.description)}
        <TextCell {...wire("description")} />
      </div>
      <div className="trio">
        <div>
          {label("unit_price", say.unitPriceYen)}
          <NumberCell {...wire("unit_price")} className="input num r" />
        </div>
        <div>
          {label("quantity", say.quantity)}
          <NumberCell {...wire("quantity")} className="input num r" />
        </div>
        <div>
          {label("unit", say.unit)}
          <TextCell {...wire("unit")} />
        </div>
      </div>
      <div>
        <TickCell {...wire("eligible", false)} value={row.eligible !== false} text={say.eligible} />
        {needsQuote(row, amount, terms) ? (
          <TickCell {...wire("quote_attached", false)} text={say.quoteAttached} />
        ) : null}
      </div>
      {blank ? null : (
        <button
          type="button"
          className="btn btn-2 btn-m"
          aria-label={say.remove(index + 1)}
          onClick={() => edits.remove("expenses", keyOf(row))}
        >
          <Icon name="trash" />
          <Kana>{say.removeThis}</Kana>
        </button>
      )}
    </div>
  );
}
