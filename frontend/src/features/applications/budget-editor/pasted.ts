/** Rows copied from a spreadsheet: tab-separated text, read as expense rows. Nothing of it is dropped. */
import { parseInteger } from "@/lib/budget/numbers";
import type { BudgetTerms } from "@/lib/budget/terms";
import type { Json } from "@/lib/draft/types";

export type PastedRow = Record<string, Json>;
type Column = "category" | "description" | "unit_price" | "quantity" | "unit" | "amount" | "eligible" | "";

const TITLES: readonly (readonly [Column, RegExp])[] = [
  ["category", /^(区分|費目|科目|category|heading)$/i],
  ["description", /^(内容|品名|摘要|項目|内訳|description|item)$/i],
  ["unit_price", /^(単価|unit ?price|price)/i],
  ["quantity", /^(数量|個数|回数|人数|quantity|qty)/i],
  ["unit", /^(単位|unit)$/i],
  ["amount", /^(金額|amount|total)/i],
  ["eligible", /^(対象|eligible)/i],
];
const BY_WIDTH: Readonly<Record<number, readonly Column[]>> = {
  1: ["description"],
  2: ["description", "amount"],
  3: ["category", "description", "amount"],
  4: ["category", "description", "unit_price", "quantity"],
  5: ["category", "description", "unit_price", "quantity", "unit"],
  6: ["category", "description", "unit_price", "quantity", "unit", "amount"],
};
const WIDEST: readonly Column[] = [
  "category",
  "description",
  "unit_price",
  "quantity",
  "unit",
  "amount",
  "eligible",
];

/** The cells of tab-separated text; a cell in quotes may hold tabs, line breaks and doubled quotes. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/y;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) break;
    row.push((found[1]?.replaceAll('""', '"') ?? found[2] ?? "").trim());
    if (found[3] !== "\t") {
      rows.push(row);
      row = [];
    }
  }
  if (row.length > 0) rows.push(row);
  return rows.filter((cells) => cells.some((text) => text !== ""));
}

/** Whether a text comes from more than one cell. */
export function isTable(text: string): boolean {
  return /[\t\n]/.test(text.trimEnd());
}

export function readPasted(text: string, terms: BudgetTerms): PastedRow[] {
  const cells = cellsOf(text);
  const titled = columnsByTitle(cells[0] ?? []);
  const body = titled ? cells.slice(1) : cells;
  const width = Math.max(0, ...body.map((row) => row.length));
  const columns = titled ?? BY_WIDTH[width] ?? WIDEST;
  return body.map((row) => rowOf(row, columns, terms));
}

/** Columns named by a first row of titles; null when it is none. */
function columnsByTitle(row: readonly string[]): Column[] | null {
  const named = row.map((title) => TITLES.find(([, pattern]) => pattern.test(title))?.[0] ?? "");
  return named.filter(Boolean).length >= 2 ? named : null;
}

function rowOf(cells: readonly string[], columns: readonly Column[], terms: BudgetTerms): PastedRow {
  const row: PastedRow = {
    category: "",
    description: "",
    unit_price: "",
    quantity: "",
    unit: "",
    eligible: true,
  };
  const rest: string[] = [];
  for (const [index, text] of cells.entries()) {
    const column = columns[index];
    if (column === "eligible") row.eligible = !/^(対象外|×|✕|no|false|0)$/i.test(text);
    else if (column) row[column] = number(column, text);
    else if (text) rest.push(text);
  }
  if (rest.length > 0) row.description = [row.description, ...rest].filter(Boolean).join(" ");
  row.category = category(String(row.category ?? ""), terms);
  return priced(row);
}

function number(column: Column, text: string): Json {
  if (column !== "unit_price" && column !== "quantity" && column !== "amount") return text;
  const value = parseInteger(text);
  return value !== null && Number.isFinite(value) ? value : text;
}

/** The heading as the call writes it, where only spaces differ. */
function category(typed: string, terms: BudgetTerms): string {
  const plain = (text: string) => text.replace(/\s/g, "");
  return terms.expense_categories.find((name) => plain(name) === plain(typed)) ?? typed;
}

/** An amount without a unit price is the price of one; beside one it is what the row computes anyway. */
function priced({ amount, ...row }: PastedRow): PastedRow {
  if (amount === undefined || amount === "" || amount === null) return row;
  if (row.unit_price === "" && row.quantity === "")
    return { ...row, unit_price: amount, quantity: 1, unit: row.unit || "式" };
  const product = Number(row.unit_price) * Number(row.quantity);
  // Another amount than the product stays, and is named by the budget's rules.
  return product === amount ? row : { ...row, amount };
}
