/** A field of the form to read, whole: text, yen, rows, ticks, files. */
import { Kana } from "@/components/kana";
import { day } from "@/lib/date";
import { figure, yen } from "@/lib/yen";
import { say } from "./messages";
import type { Correction } from "./queries";

type Named = Pick<Correction, "questions" | "consents" | "document_types">;

export function Value({ field, value, correction }: { field: string; value: unknown; correction: Named }) {
  if (isEmpty(value))
    return (
      <p className="sub">
        <Kana>{say.empty}</Kana>
      </p>
    );
  if (field === "requested") return <p className="num">{yenOf(value)}</p>;
  if (field === "answers" && isRecord(value)) return <Answers value={value} correction={correction} />;
  if (field === "documents" && Array.isArray(value)) {
    return <List items={value.map((row) => documentName(row, correction))} />;
  }
  if (field === "consents" && Array.isArray(value)) {
    return <List items={value.map((kind) => labelOf(correction.consents, String(kind)))} />;
  }
  if (Array.isArray(value)) {
    return value.every(isRecord) ? <Rows rows={value} /> : <p>{value.map(String).join("、")}</p>;
  }
  if (typeof value === "boolean") return <p>{value ? say.yes : say.no}</p>;
  return <p className="written">{String(value)}</p>;
}

function Answers({ value, correction }: { value: Record<string, unknown>; correction: Named }) {
  return (
    <dl className="stack-s">
      {Object.entries(value).map(([code, answer]) => (
        <div key={code}>
          <dt className="sub">{labelOf(correction.questions, code)}</dt>
          <dd className="written">{isEmpty(answer) ? say.empty : String(answer)}</dd>
        </div>
      ))}
    </dl>
  );
}

function List({ items }: { items: readonly string[] }) {
  return (
    <ul className="bullets">
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}

/** Each row in a sentence's length: a phone has no room for six columns. */
function Rows({ rows }: { rows: readonly Record<string, unknown>[] }) {
  return (
    <ol className="bullets">
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: filed rows stay where they are
        <li key={index}>{rowText(row)}</li>
      ))}
    </ol>
  );
}

function rowText(row: Record<string, unknown>): string {
  const words = ["date", "category", "name", "what", "description", "place", "target", "unit"];
  const told = words
    .map((key) => row[key])
    .filter((cell) => !isEmpty(cell))
    .map((cell, index) =>
      index === 0 && typeof cell === "string" && isDay(cell) ? day(cell) : String(cell),
    );
  if (!isEmpty(row.unit_price)) {
    const product = Number(row.unit_price) * Number(row.quantity);
    told.push(
      `${figureOf(row.unit_price)}×${figureOf(row.quantity)}＝${Number.isFinite(product) ? yen(product) : ""}`,
    );
  } else if (!isEmpty(row.amount)) told.push(yenOf(row.amount));
  return told.join("　");
}

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);
const figureOf = (value: unknown) => (Number.isFinite(Number(value)) ? figure(Number(value)) : String(value));
const yenOf = (value: unknown) => (Number.isFinite(Number(value)) ? yen(Number(value)) : String(value));

function documentName(row: unknown, correction: Named): string {
  if (!isRecord(row)) return String(row);
  const label = labelOf(correction.document_types, String(row.type ?? ""));
  return [label, row.name].filter(Boolean).join("　");
}

export function labelOf(names: readonly { code: string; label: string }[], code: string): string {
  return names.find((one) => one.code === code)?.label ?? code;
}

function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
