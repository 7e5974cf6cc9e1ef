/** Rows of a budget, a schedule, indicators: each a group of fields, on a phone one below the other. */
import { Checkbox } from "@/components/choice";
import { FieldError, Select, TextField } from "@/components/field";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { isRow, newKey, type Row } from "@/lib/draft/places";
import type { Json } from "@/lib/draft/types";
import { type EditorProps, errorAt, fieldId, text } from "./editor";
import { say } from "./messages";

const CELLS: Record<string, readonly string[]> = {
  income: ["category", "description", "amount"],
  expenses: ["category", "description", "unit_price", "quantity", "unit", "eligible", "quote_attached"],
  schedule: ["date", "what", "place"],
  indicators: ["name", "unit", "target"],
};
const TICKS = new Set(["eligible", "quote_attached"]);
const FIGURES = new Set(["unit_price", "quantity", "amount"]);

export function RowsEditor({ item, correction, value, faults, onChange }: EditorProps) {
  const rows = Array.isArray(value) ? value.filter(isRow) : [];
  const cells = CELLS[item.field] ?? [];
  const categories = item.field === "income" ? correction.income_categories : correction.expense_categories;
  const pointer = `/${item.field}`;
  function put(index: number, cell: string, next: Json): void {
    onChange(rows.map((row, at) => (at === index ? { ...row, [cell]: next } : row)));
  }
  return (
    <div className="stack" id={fieldId(pointer)} tabIndex={-1}>
      <FieldError id={`${fieldId(pointer)}-e`} error={errorAt(faults, pointer)} />
      {rows.map((row, index) => (
        <fieldset key={String(row.key ?? index)} className="panel stack-s">
          <legend className="b">{say.rowOf(index + 1)}</legend>
          {cells.map((cell) => (
            <Cell
              key={cell}
              {...{ cell, row, categories }}
              id={fieldId(`${pointer}/${index}/${cell}`)}
              error={errorAt(faults, `${pointer}/${index}/${cell}`)}
              onChange={(next) => put(index, cell, next)}
            />
          ))}
          <p>
            <button
              type="button"
              className="btn btn-3 btn-m btn-danger"
              onClick={() => onChange(rows.filter((_, at) => at !== index))}
            >
              <Icon name="trash" />
              {say.removeRow}
              <span className="vh">（{say.rowOf(index + 1)}）</span>
            </button>
          </p>
        </fieldset>
      ))}
      <p>
        <button type="button" className="btn btn-2" onClick={() => onChange([...rows, { key: newKey() }])}>
          <Icon name="plus" />
          <Kana>{say.addRow}</Kana>
        </button>
      </p>
    </div>
  );
}

function Cell({
  cell,
  row,
  categories,
  id,
  error,
  onChange,
}: {
  cell: string;
  row: Row;
  categories: readonly string[];
  id: string;
  error: string | undefined;
  onChange: (value: Json) => void;
}) {
  const label = say.cells[cell] ?? cell;
  const value = row[cell] ?? null;
  if (TICKS.has(cell)) return <Checkbox {...{ id, label, error, onChange }} checked={value === true} />;
  if (cell === "category") {
    const options = categories.map((name) => ({ value: name, label: name }));
    return <Select {...{ id, label, error, options, onChange }} value={text(value)} empty={say.choose} />;
  }
  return (
    <TextField
      {...{ id, label, error, onChange }}
      width={FIGURES.has(cell) ? "short" : "prose"}
      inputMode={FIGURES.has(cell) ? "numeric" : "text"}
      value={text(value)}
    />
  );
}
