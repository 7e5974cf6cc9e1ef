/**
 * Three-way merge of drafts, place by place. What only one side changed is taken; where both changed the same
 * place, this person's text stays in the draft and the other one is told as a conflict.
 */

import { isKeyed, isRow, keyOf, MAP_FIELDS, pathOf, ROW_FIELDS, type Row, SET_FIELDS, same } from "./places";
import type { DraftData, Json, Path } from "./types";

export interface Merged {
  readonly data: DraftData;
  /** The other side's text by place; null for an emptied field or a removed row. */
  readonly conflicts: ReadonlyMap<Path, Json>;
}

type Maybe = Json | undefined;

/**
 * `bases[0]` is what both sides started from. Further bases are versions that the other side may have had from
 * this one (sent, and never answered): theirs is unchanged when it is like any of them.
 */
export function merge(bases: readonly DraftData[], mine: DraftData, theirs: DraftData): Merged {
  const conflicts = new Map<Path, Json>();
  const data: Record<string, Json> = {};
  let untouched = true;
  for (const field of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const olds = bases.map((base) => base[field]);
    const value = mergeField(field, olds, mine[field], theirs[field], conflicts);
    const result = same(value, mine[field]) ? mine[field] : value;
    if (result !== undefined) data[field] = result;
    untouched &&= result === mine[field];
  }
  return { data: untouched ? mine : data, conflicts };
}

function mergeField(
  field: string,
  olds: Maybe[],
  mine: Maybe,
  theirs: Maybe,
  conflicts: Map<Path, Json>,
): Maybe {
  const all = [...olds, mine, theirs];
  const fits = (test: (value: Maybe) => boolean) =>
    all.every((value) => same(value, undefined) || test(value));
  if (ROW_FIELDS.has(field) && fits(isKeyed)) {
    return mergeRows(field, olds.map(rowsOf), rowsOf(mine), rowsOf(theirs), conflicts);
  }
  if (SET_FIELDS.has(field) && fits(isWords)) {
    return mergeWords(olds.map(wordsOf), wordsOf(mine), wordsOf(theirs));
  }
  if (MAP_FIELDS.has(field) && fits(isRow)) {
    return mergeFields([field], olds.map(fieldsOf), fieldsOf(mine), fieldsOf(theirs), conflicts);
  }
  return mergeAtom(pathOf(field), olds, mine, theirs, conflicts);
}

function mergeAtom(path: Path, olds: Maybe[], mine: Maybe, theirs: Maybe, conflicts: Map<Path, Json>): Maybe {
  if (same(mine, theirs)) return mine;
  if (olds.some((old) => same(old, theirs))) return mine;
  if (same(mine, olds[0])) return theirs;
  conflicts.set(path, theirs ?? null);
  return mine;
}

function mergeFields(at: string[], olds: Row[], mine: Row, theirs: Row, conflicts: Map<Path, Json>): Row {
  const result: Row = {};
  for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const found = mergeAtom(
      pathOf(...at, key),
      olds.map((old) => old[key]),
      mine[key],
      theirs[key],
      conflicts,
    );
    if (found !== undefined) result[key] = found;
  }
  return result;
}

const isWords = (value: Maybe): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === "string");
const rowsOf = (value: Maybe): Row[] => (Array.isArray(value) ? (value as Row[]) : []);
const fieldsOf = (value: Maybe): Row => (isRow(value) ? value : {});
const wordsOf = (value: Maybe): string[] => (Array.isArray(value) ? (value as string[]) : []);

function mergeWords([first = [], ...sent]: string[][], mine: string[], theirs: string[]): string[] {
  const before = new Set([...first, ...sent.flat()]);
  const kept = theirs.filter((word) => mine.includes(word) || !before.has(word));
  const taken = (word: string) => first.includes(word) && sent.every((words) => words.includes(word));
  const added = mine.filter((word) => !theirs.includes(word) && !taken(word));
  return [...kept, ...added];
}

function mergeRows(
  field: string,
  bases: Row[][],
  mine: Row[],
  theirs: Row[],
  conflicts: Map<Path, Json>,
): Row[] {
  const olds = bases.map(byKey);
  const ours = byKey(mine);
  const others = byKey(theirs);
  const rows = new Map<string, Row>();
  for (const key of new Set([...ours.keys(), ...others.keys()])) {
    const row = mergeRow(
      field,
      key,
      olds.map((old) => old.get(key)),
      ours.get(key),
      others.get(key),
      conflicts,
    );
    if (row !== undefined) rows.set(key, row);
  }
  return ordered(bases, mine, theirs)
    .map((key) => rows.get(key))
    .filter((row) => row !== undefined);
}

const byKey = (rows: Row[]): Map<string, Row> => new Map(rows.map((row) => [keyOf(row), row]));

function mergeRow(
  field: string,
  key: string,
  olds: (Row | undefined)[],
  mine: Row | undefined,
  theirs: Row | undefined,
  conflicts: Map<Path, Json>,
): Row | undefined {
  if (mine !== undefined && theirs !== undefined) {
    return mergeFields(
      [field, key],
      olds.map((old) => old ?? {}),
      mine,
      theirs,
      conflicts,
    );
  }
  if (theirs === undefined) {
    // Removed over there, or made here. What was never common cannot have been removed.
    const old = olds[0];
    if (old === undefined || olds.includes(undefined)) return mine;
    if (same(mine, old)) return undefined;
    conflicts.set(pathOf(field, key), null);
    return mine;
  }
  const known = olds.filter((old) => old !== undefined);
  if (known.length === 0) return theirs;
  if (!known.some((old) => same(old, theirs))) conflicts.set(pathOf(field, key), theirs);
  return undefined;
}

/** The keys of both lists: in this side's order, unless only the other side moved rows. */
function ordered(bases: Row[][], mine: Row[], theirs: Row[]): string[] {
  const [first, ...sent] = bases.map((rows) => rows.map(keyOf));
  const ours = mine.map(keyOf);
  const others = theirs.map(keyOf);
  const moved = (keys: string[]) =>
    !sameOrder(first ?? [], keys) && !sent.some((old) => sameOrder(old, keys));
  return !moved(ours) && moved(others) ? woven(others, ours) : woven(ours, others);
}

function sameOrder(one: string[], two: string[]): boolean {
  const common = one.filter((key) => two.includes(key));
  const again = two.filter((key) => one.includes(key));
  return common.every((key, place) => key === again[place]);
}

/** `keys`, and of `more` what they lack, each behind the one it stood behind. */
function woven(keys: string[], more: string[]): string[] {
  const result = [...keys];
  more.forEach((key, place) => {
    if (result.includes(key)) return;
    const before = more
      .slice(0, place)
      .reverse()
      .find((other) => result.includes(other));
    result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, key);
  });
  return result;
}
