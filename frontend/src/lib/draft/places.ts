/** Reading and writing single places of a draft, and the keys of its rows. */

import type { DraftData, Json, Path } from "./types";

export type Row = { [key: string]: Json };

/** Lists whose rows are merged one by one, by their key. */
export const ROW_FIELDS: ReadonlySet<string> = new Set([
  "income",
  "expenses",
  "schedule",
  "indicators",
  "rows",
  "photos",
]);
/** Lists of words in which only presence counts. */
export const SET_FIELDS: ReadonlySet<string> = new Set(["tags", "consents"]);
/** Fields that hold further fields. */
export const MAP_FIELDS: ReadonlySet<string> = new Set(["answers"]);

const guard = (part: string): string => part.replace(/~/g, "~0").replace(/\//g, "~1");
const unguard = (part: string): string => part.replace(/~1/g, "/").replace(/~0/g, "~");
export const pathOf = (...parts: string[]): Path => parts.map(guard).join("/");
export const partsOf = (path: Path): string[] => path.split("/").map(unguard);

export function isRow(value: Json | undefined): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a list of rows that all have a key, no two the same. */
export function isKeyed(value: Json | undefined): boolean {
  if (!Array.isArray(value)) return false;
  const keys = value.map((row) => (isRow(row) ? row.key : undefined));
  return keys.every((key) => typeof key === "string" && key !== "") && new Set(keys).size === keys.length;
}

export const keyOf = (row: Row): string => row.key as string;

/** Nothing, an empty text and an empty list say the same. */
function isEmpty(value: Json | undefined): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

/** Whether two values say the same. */
export function same(one: Json | undefined, two: Json | undefined): boolean {
  if (one === two) return true;
  if (isEmpty(one) || isEmpty(two)) return isEmpty(one) && isEmpty(two);
  if (Array.isArray(one) || Array.isArray(two)) {
    if (!Array.isArray(one) || !Array.isArray(two) || one.length !== two.length) return false;
    return one.every((item, index) => same(item, two[index]));
  }
  if (isRow(one) && isRow(two)) {
    return [...new Set([...Object.keys(one), ...Object.keys(two)])].every((key) => same(one[key], two[key]));
  }
  return false;
}

/** Rows that lack a key get one by their place, the same on every device. */
export function withKeys(data: DraftData): DraftData {
  const changed: Record<string, Json> = {};
  for (const field of ROW_FIELDS) {
    const rows = data[field];
    if (!Array.isArray(rows) || !rows.every(isRow) || isKeyed(rows)) continue;
    const used = new Set<string>();
    changed[field] = rows.map((row, place) => {
      let key = typeof row.key === "string" && row.key !== "" ? row.key : `n${place}`;
      while (used.has(key)) key += "x";
      used.add(key);
      return { ...row, key };
    });
  }
  return Object.keys(changed).length > 0 ? { ...data, ...changed } : data;
}

/** A key for a new row, unlike any other. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return [...bytes].map((byte) => (byte % 36).toString(36)).join("") + (Date.now() % 46656).toString(36);
}

/** What stands at a place; undefined where there is nothing. */
export function get(data: DraftData, path: Path): Json | undefined {
  const [field = "", second, third] = partsOf(path);
  const value = data[field];
  if (second === undefined) return value;
  if (Array.isArray(value)) {
    const row = value.find((item) => isRow(item) && item.key === second);
    return third === undefined || !isRow(row) ? row : row[third];
  }
  return isRow(value) ? value[second] : undefined;
}

/** The draft with `value` at a place; undefined or null empties the field or removes the row. */
export function put(data: DraftData, path: Path, value: Json | undefined): DraftData {
  const [field = "", second, third] = partsOf(path);
  if (second === undefined) return without(data, field, value);
  const held = data[field];
  if (!ROW_FIELDS.has(field)) {
    return { ...data, [field]: without(isRow(held) ? held : {}, second, value) as Json };
  }
  const rows = Array.isArray(held) ? held : [];
  const at = rows.findIndex((item) => isRow(item) && item.key === second);
  if (third !== undefined) {
    if (at < 0) return data;
    const row = without(rows[at] as Row, third, value) as Json;
    return { ...data, [field]: rows.map((item, place) => (place === at ? row : item)) };
  }
  if (!isRow(value)) return at < 0 ? data : { ...data, [field]: rows.filter((_, place) => place !== at) };
  const row = { ...value, key: second };
  return {
    ...data,
    [field]: at < 0 ? [...rows, row] : rows.map((item, place) => (place === at ? row : item)),
  };
}

function without(held: DraftData, key: string, value: Json | undefined): DraftData {
  if (value !== undefined && value !== null) return { ...held, [key]: value };
  const { [key]: _, ...rest } = held;
  return rest;
}
