/** The expense as a table of plain inputs, for a wide window. */
import { memo } from "react";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { grouped } from "@/lib/budget/numbers";
import { CategoryCell, NumberCell, TextCell, TickCell } from "./cells";
import { keyOf } from "./edits";
import { moveInGrid } from "./grid-keys";
import { say } from "./messages";
import { NoteLine } from "./note-line";
import { cellOf, needsQuote, type RowProps, sameRow } from "./rows";

/** Its rows are laid out by themselves; some browsers then forget that they are rows, and are told here. */
const TABLE = { role: "table" };
const GROUP = { role: "rowgroup" };
const ROW = { role: "row" };
const HEAD = { role: "columnheader", scope: "col" };
const CELL = { role: "cell" };

export function ExpenseTable({
  rows,
  onPastEnd,
}: {
  rows: readonly RowProps[];
  onPastEnd: (column: number) => void;
}) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the inputs inside are what is used; this hears their keys
    <div onKeyDown={(event) => moveInGrid(event, onPastEnd)}>
      <table {...TABLE} className="bt bt-e">
        <caption className="vh">
          <Kana>{say.tableHint}</Kana>
        </caption>
        <thead {...GROUP}>
          <tr {...ROW}>
            <th {...HEAD} className="c-no">
              <span className="vh">{say.number}</span>
            </th>
            <th {...HEAD} className="c-cat">
              <Kana>{say.category}</Kana>
            </th>
            <th {...HEAD}>
              <Kana>{say.description}</Kana>
            </th>
            <th {...HEAD} className="r c-unit">
              <Kana>{say.unitPrice}</Kana>
            </th>
            <th {...HEAD} className="r c-q">
              <Kana>{say.quantity}</Kana>
            </th>
            <th {...HEAD} className="c-u">
              <Kana>{say.unit}</Kana>
            </th>
            <th {...HEAD} className="r c-amt">
              <Kana>{say.amount}</Kana>
            </th>
            <th {...HEAD} className="c-mk">
              <Kana>{say.eligible}</Kana>
            </th>
            <th {...HEAD} className="c-op">
              <span className="vh">{say.operation}</span>
            </th>
          </tr>
        </thead>
        <tbody {...GROUP}>
          {rows.map((props) => (
            <ExpenseRow key={keyOf(props.row)} {...props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const ExpenseRow = memo(function ExpenseRow(props: RowProps) {
  const { row, index, amount, notes, terms, edits, blank, sections } = props;
  const wire = (field: string, column: number, name: string, typed = true) => ({
    ...cellOf(props, "expenses", field, typed),
    cell: `${index}:${column}`,
    name: say.cell(index + 1, name),
  });
  const eligible = row.eligible !== false;
  return (
    <>
      <tr {...ROW} className={notes.length > 0 ? "noted" : undefined}>
        <td {...CELL} className="c-no num">
          {index + 1}
        </td>
        <td {...CELL}>
          <CategoryCell {...wire("category", 0, say.category, false)} names={terms.expense_categories} />
        </td>
        <td {...CELL}>
          <TextCell {...wire("description", 1, say.description)} />
        </td>
        <td {...CELL} className="r">
          <NumberCell {...wire("unit_price", 2, say.unitPriceYen)} />
        </td>
        <td {...CELL} className="r">
          <NumberCell {...wire("quantity", 3, say.quantity)} />
        </td>
        <td {...CELL}>
          <TextCell {...wire("unit", 4, say.unit)} />
        </td>
        <td {...CELL} className="amt num">
          {amount > 0 ? grouped(amount) : ""}
        </td>
        <td {...CELL}>
          <TickCell
            {...wire("eligible", 5, say.eligible, false)}
            value={eligible}
            text={eligible ? say.eligible : say.notEligible}
          />
          {needsQuote(row, amount, terms) ? (
            <TickCell
              {...cellOf(props, "expenses", "quote_attached", false)}
              name={say.cell(index + 1, say.quoteAttached)}
              text={say.quote}
            />
          ) : null}
        </td>
        <td {...CELL}>
          {blank ? null : (
            <button
              type="button"
              className="iconbtn"
              aria-label={say.remove(index + 1)}
              onClick={() => edits.remove("expenses", keyOf(row))}
            >
              <Icon name="trash" />
            </button>
          )}
        </td>
      </tr>
      {notes.length > 0 ? (
        <tr {...ROW} className="why">
          <td {...CELL} />
          <td {...CELL} colSpan={8}>
            {notes.map((note) => (
              <NoteLine
                key={note.place}
                note={note}
                sections={sections}
                onGiveWay={() => edits.cell("expenses", keyOf(row), "amount", null)}
              />
            ))}
          </td>
        </tr>
      ) : null}
    </>
  );
}, sameRow);
