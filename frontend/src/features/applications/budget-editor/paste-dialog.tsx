/** Taking in rows copied from a spreadsheet, looked at before they are taken. */
import { useEffect, useId, useMemo, useState } from "react";
import { Dialog } from "@/components/dialog";
import { Kana } from "@/components/kana";
import { grouped } from "@/lib/budget/numbers";
import type { BudgetTerms } from "@/lib/budget/terms";
import type { Json } from "@/lib/draft/types";
import { say } from "./messages";
import { type PastedRow, readPasted } from "./pasted";

export function PasteDialog({
  open,
  text: given,
  terms,
  onTake,
  onClose,
}: {
  open: boolean;
  /** What was pasted already; empty asks for it. */
  text: string;
  terms: BudgetTerms;
  onTake: (rows: readonly PastedRow[]) => void;
  onClose: () => void;
}) {
  const [text, setText] = useState(given);
  useEffect(() => setText(given), [given]);
  const rows = useMemo(() => readPasted(text, terms), [text, terms]);
  const [pressed, setPressed] = useState(false);
  const field = useId();
  const close = () => {
    setText("");
    setPressed(false);
    onClose();
  };
  const take = () => {
    setPressed(true);
    if (rows.length === 0) return;
    onTake(rows);
    close();
  };
  return (
    <Dialog title={say.paste} open={open} onClose={close}>
      <div className="field">
        <label className="label" htmlFor={field}>
          {say.pasteField}
        </label>
        <p className="support" id={`${field}-s`}>
          <Kana>{say.pasteHint}</Kana>
        </p>
        <textarea
          className="input"
          id={field}
          rows={4}
          aria-describedby={`${field}-s`}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <p role="status" className="b">
        {rows.length > 0 ? say.pasteCount(rows.length) : pressed ? say.pasteNothing : ""}
      </p>
      {rows.length > 0 ? <Preview rows={rows} /> : null}
      <div className="btns">
        <button type="button" className="btn btn-1" onClick={take}>
          {say.take(rows.length)}
        </button>
        <button type="button" className="btn btn-3" onClick={close}>
          <Kana>{say.back}</Kana>
        </button>
      </div>
    </Dialog>
  );
}

const shown = (value: Json | undefined) =>
  typeof value === "number" ? grouped(value) : typeof value === "string" ? value : "";

function Preview({ rows }: { rows: readonly PastedRow[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="paste-in" aria-label={say.preview} tabIndex={0}>
      <table className="tbl">
        <thead>
          <tr>
            <th scope="col">
              <Kana>{say.category}</Kana>
            </th>
            <th scope="col">
              <Kana>{say.description}</Kana>
            </th>
            <th scope="col" className="r">
              <Kana>{say.unitPrice}</Kana>
            </th>
            <th scope="col" className="r">
              <Kana>{say.quantity}</Kana>
            </th>
            <th scope="col">
              <Kana>{say.unit}</Kana>
            </th>
            <th scope="col">
              <Kana>{say.eligible}</Kana>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows have nothing else, and do not move
            <tr key={index}>
              <th scope="row">{shown(row.category)}</th>
              <td>{shown(row.description)}</td>
              <td className="r num">{shown(row.unit_price)}</td>
              <td className="r num">{shown(row.quantity)}</td>
              <td>{shown(row.unit)}</td>
              <td>{row.eligible === false ? say.notEligible : say.eligible}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
