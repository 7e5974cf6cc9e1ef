/** Income other than the amount applied for: a table in a wide window, groups of fields on a phone. */
import { memo, useState } from "react";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { yen } from "@/lib/yen";
import { CategoryCell, NumberCell, TextCell } from "./cells";
import { keyOf } from "./edits";
import { moveInGrid } from "./grid-keys";
import { say } from "./messages";
import { NoteLine } from "./note-line";
import { cellOf, type RowProps, sameRow } from "./rows";

export function IncomeTable({
  rows,
  onPastEnd,
}: {
  rows: readonly RowProps[];
  onPastEnd: (column: number) => void;
}) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the inputs inside are what is used; this hears their keys
    <div onKeyDown={(event) => moveInGrid(event, onPastEnd)}>
      <table className="bt bt-i">
        <caption className="vh">
          <Kana>{say.incomeHint}</Kana>
        </caption>
        <thead>
          <tr>
            <th className="c-no" scope="col">
              <span className="vh">{say.number}</span>
            </th>
            <th scope="col" className="c-cat">
              <Kana>{say.category}</Kana>
            </th>
            <th scope="col">
              <Kana>{say.description}</Kana>
            </th>
            <th scope="col" className="r c-yen">
              <Kana>{say.amountYen}</Kana>
            </th>
            <th scope="col" className="c-op">
              <span className="vh">{say.operation}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((props) => (
            <IncomeRow key={keyOf(props.row)} {...props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const IncomeRow = memo(function IncomeRow(props: RowProps) {
  const { row, index, notes, terms, edits, sections } = props;
  const wire = (field: string, column: number, name: string, typed = true) => ({
    ...cellOf(props, "income", field, typed),
    cell: `${index}:${column}`,
    name: say.incomeCell(index + 1, name),
  });
  return (
    <>
      <tr className={notes.length > 0 ? "noted" : undefined}>
        <td className="c-no num">{index + 1}</td>
        <td>
          <CategoryCell {...wire("category", 0, say.category, false)} names={terms.income_categories} />
        </td>
        <td>
          <TextCell {...wire("description", 1, say.description)} />
        </td>
        <td className="r">
          <NumberCell {...wire("amount", 2, say.amountYen)} />
        </td>
        <td>
          <button
            type="button"
            className="iconbtn"
            aria-label={say.removeIncome(index + 1)}
            onClick={() => edits.remove("income", keyOf(row))}
          >
            <Icon name="trash" />
          </button>
        </td>
      </tr>
      {notes.length > 0 ? (
        <tr className="why">
          <td />
          <td colSpan={4}>
            {notes.map((note) => (
              <NoteLine key={note.place} note={note} sections={sections} />
            ))}
          </td>
        </tr>
      ) : null}
    </>
  );
}, sameRow);

export function IncomeCards({ rows, opened }: { rows: readonly RowProps[]; opened: string }) {
  return (
    <ul className="bcards">
      {rows.map((props) => (
        <IncomeCard key={keyOf(props.row)} {...props} begins={opened === keyOf(props.row)} />
      ))}
    </ul>
  );
}

const IncomeCard = memo(
  function IncomeCard({ begins, ...props }: RowProps & { begins: boolean }) {
    const { row, index, amount, notes } = props;
    const [open, setOpen] = useState(begins);
    const text = (value: unknown) => (typeof value === "string" ? value : "");
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
              {text(row.description)}
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
  const { row, index, notes, terms, edits, sections } = props;
  const wire = (field: string, typed = true) => cellOf(props, "income", field, typed);
  const label = (field: string, text: string) => (
    <label className="label" htmlFor={wire(field).id}>
      {text}
    </label>
  );
  return (
    <div className="body">
      {notes.map((note) => (
        <NoteLine key={note.place} note={note} sections={sections} />
      ))}
      <div className="field">
        {label("category", say.category)}
        <CategoryCell {...wire("category", false)} names={terms.income_categories} />
      </div>
      <div className="field">
        {label("description", say.description)}
        <TextCell {...wire("description")} />
      </div>
      <div className="field">
        {label("amount", say.amountYen)}
        <NumberCell {...wire("amount")} className="input num r" />
      </div>
      <button
        type="button"
        className="btn btn-2 btn-m"
        aria-label={say.removeIncome(index + 1)}
        onClick={() => edits.remove("income", keyOf(row))}
      >
        <Icon name="trash" />
        <Kana>{say.removeThis}</Kana>
      </button>
    </div>
  );
}
