/** A list of rows that can be added, moved, removed and put back. */
import { type ReactNode, useState } from "react";
import { Banner } from "@/components/banner";
import { TextField } from "@/components/field";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { say as parts } from "@/components/words";
import { newKey, type Row } from "@/lib/draft/places";
import type { Json } from "@/lib/draft/types";
import { useForm } from "./form-context";
import { say } from "./messages";
import { useFault } from "./step-frame";
import { fieldId, rowsOf, textOf } from "./tasks";

export interface Cell {
  name: string;
  label: string;
  support?: string;
  required?: boolean;
  width?: "prose" | "short";
}

export function Rows({
  field,
  cells,
  titleOf,
  most,
}: {
  field: string;
  cells: readonly Cell[];
  titleOf: (number: number) => string;
  most: number;
}) {
  const { draft } = useForm();
  const fault = useFault();
  const [removed, setRemoved] = useState<{ row: Row; at: number } | null>(null);
  const rows = rowsOf(draft.data[field]);
  const change = (act: (rows: Row[]) => Row[]) =>
    draft.engine.edit((data) => ({ ...data, [field]: act(rowsOf(data[field])) as Json }));
  const remove = (row: Row, at: number) => {
    setRemoved({ row, at });
    change((all) => all.filter((each) => each.key !== row.key));
  };
  const whole = fault(`/${field}`);
  return (
    <div className="stack">
      {whole ? (
        <p className="err" id={fieldId(`/${field}`)} tabIndex={-1}>
          <Icon name="warning" />
          <span>{whole}</span>
        </p>
      ) : null}
      <ol className="stack">
        {rows.map((row, at) => (
          <li key={textOf(row.key)}>
            <RowCard
              title={titleOf(at + 1)}
              onUp={at > 0 ? () => change((all) => moved(all, row, -1)) : undefined}
              onDown={at < rows.length - 1 ? () => change((all) => moved(all, row, 1)) : undefined}
              onRemove={() => remove(row, at)}
            >
              {cells.map((cell) => (
                <TextField
                  key={cell.name}
                  id={fieldId(`/${field}/${at}/${cell.name}`)}
                  label={cell.label}
                  support={cell.support}
                  required={cell.required}
                  width={cell.width ?? "prose"}
                  error={fault(`/${field}/${at}/${cell.name}`)}
                  value={textOf(row[cell.name])}
                  onChange={(text) =>
                    change((all) =>
                      all.map((each) => (each.key === row.key ? { ...each, [cell.name]: text } : each)),
                    )
                  }
                />
              ))}
            </RowCard>
          </li>
        ))}
      </ol>
      {removed ? (
        <Banner
          kind="info"
          title={say.plan.removedRow(nameOf(removed.row, cells) || titleOf(removed.at + 1))}
          live
        >
          <button
            type="button"
            className="btn btn-2 btn-m"
            onClick={() => {
              change((all) => [...all.slice(0, removed.at), removed.row, ...all.slice(removed.at)]);
              setRemoved(null);
            }}
          >
            <Icon name="undo" />
            <Kana>{parts.undo}</Kana>
          </button>
        </Banner>
      ) : null}
      {rows.length < most ? (
        <p>
          <button
            type="button"
            className="btn btn-2"
            onClick={() => change((all) => [...all, { key: newKey() }])}
          >
            <Icon name="plus" />
            <Kana>{parts.rowAdd}</Kana>
          </button>
        </p>
      ) : null}
    </div>
  );
}

function nameOf(row: Row, cells: readonly Cell[]): string {
  return cells.map((cell) => textOf(row[cell.name])).filter((text) => text !== "")[0] ?? "";
}

function moved(rows: Row[], row: Row, by: -1 | 1): Row[] {
  const at = rows.findIndex((each) => each.key === row.key);
  const rest = rows.filter((each) => each.key !== row.key);
  const found = rows[at];
  return found === undefined ? rows : [...rest.slice(0, at + by), found, ...rest.slice(at + by)];
}

function RowCard({
  title,
  onUp,
  onDown,
  onRemove,
  children,
}: {
  title: string;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  onRemove: () => void;
  children: ReactNode;
}) {
  const named = <span className="vh">（{title}）</span>;
  return (
    <fieldset className="card stack">
      <legend className="label">{title}</legend>
      {children}
      <div className="btns">
        {onUp ? (
          <button type="button" className="btn btn-3 btn-m" onClick={onUp}>
            <Icon name="up" />
            {parts.rowUp}
            {named}
          </button>
        ) : null}
        {onDown ? (
          <button type="button" className="btn btn-3 btn-m" onClick={onDown}>
            <Icon name="down" />
            {parts.rowDown}
            {named}
          </button>
        ) : null}
        <button type="button" className="btn btn-3 btn-m btn-danger" onClick={onRemove}>
          <Icon name="trash" />
          {parts.rowRemove}
          {named}
        </button>
      </div>
    </fieldset>
  );
}
