/** What happens to a device's record: typing of several tabs comes together, the server's versions come in. */

import type { Last, Typed } from "./journal";
import { merge } from "./merge";
import { get, isRow, partsOf, pathOf, put, ROW_FIELDS, same, withKeys } from "./places";
import type { Conflict, DeviceRecord, DraftData, Json, Kept, Other, Path, ServerDraft } from "./types";

const MOST_UNANSWERED = 40;
const MOST_TABS = 30;

/** A record of what the server has, before anybody typed. */
export function recordOf(base: Kept): DeviceRecord {
  return { rev: 0, mine: base.data, base, sent: [], conflicts: [], stored: {}, changedAt: 0 };
}

/** A version as the server told it. */
export function keptOf(draft: ServerDraft): Kept {
  return { version: draft.version, data: withKeys(draft.draft), by: draft.saved_by, at: draft.saved_at };
}

/**
 * A record with what was typed here since the first of `forks`, beside what other tabs have stored meanwhile.
 * Further forks may have been stored from here.
 */
export function withTyped(
  found: DeviceRecord,
  forks: readonly DraftData[],
  mine: DraftData,
  now: number,
): DeviceRecord {
  const [fork = mine] = forks;
  if (mine === fork) return found;
  if (found.mine === fork || same(found.mine as Json, fork as Json))
    return { ...found, mine, changedAt: now };
  const { data, conflicts } = merge(forks, mine, found.mine);
  const told = new Map(found.conflicts.map((conflict) => [conflict.path, conflict]));
  for (const [path, value] of conflicts) {
    const theirs = same(value, get(found.base.data, path)) && found.base.by !== null;
    const other: Other = theirs
      ? { value, from: "server", by: found.base.by, at: found.base.at ?? "" }
      : { value, from: "tab", by: null, at: new Date(found.changedAt).toISOString() };
    told.set(path, withOther(told.get(path), path, other));
  }
  return {
    ...found,
    mine: data,
    conflicts: settled([...told.values()], data, found.base.data),
    changedAt: now,
  };
}

/** A record with what a tab typed, or sent at its very end, and had no time to store. */
export function withLeftover(record: DeviceRecord, entry: Typed | Last, now: number): DeviceRecord {
  // What was sent on an older version came too late, or is in what the server told since.
  if ("version" in entry)
    return entry.version >= record.base.version ? withSent(record, entry.fields) : record;
  // The tab's own writing may have come through after all, and others may have typed on since.
  if ((record.stored[entry.tab] ?? 0) >= entry.seq) return record;
  const forks = entry.from.map((part) => applied(record.mine, part));
  const next = withTyped(record, forks, applied(record.mine, entry.fields), now);
  return withStored(next, entry.tab, entry.seq);
}

/** A record that holds a tab's changes up to `seq`. */
export function withStored(record: DeviceRecord, tab: string, seq: number): DeviceRecord {
  if ((record.stored[tab] ?? 0) >= seq) return record;
  const { [tab]: _, ...others } = record.stored;
  const latest = Object.entries(others).slice(1 - MOST_TABS);
  return { ...record, stored: { ...Object.fromEntries(latest), [tab]: seq } };
}

/** A record after the server told a version newer than the last common one. */
export function withVersion(record: DeviceRecord, kept: Kept): DeviceRecord {
  if (kept.version < record.base.version) return record;
  const old = record.base.data;
  const bases = [old, ...record.sent.map((fields) => applied(old, fields))];
  const { data, conflicts } = merge(bases, record.mine, kept.data);
  const told = new Map(record.conflicts.map((conflict) => [conflict.path, conflict]));
  for (const [path, value] of conflicts) {
    const other: Other = { value, from: "server", by: kept.by, at: kept.at ?? "" };
    told.set(path, withOther(told.get(path), path, other));
  }
  // What was sent on the old version can no longer arrive.
  const sent = kept.version > record.base.version ? [] : record.sent;
  return { ...record, mine: data, base: kept, sent, conflicts: settled([...told.values()], data, kept.data) };
}

/** A record after the server took `fields`: they are common now, and what it made of them comes in. */
export function withSaved(record: DeviceRecord, kept: Kept, fields: DraftData): DeviceRecord {
  if (kept.version <= record.base.version) return withVersion(record, kept);
  const base = { ...record.base, data: applied(record.base.data, fields) };
  return withVersion({ ...record, base, sent: [] }, kept);
}

/** A record that remembers that `fields` are on their way. */
export function withSent(record: DeviceRecord, fields: DraftData): DeviceRecord {
  const last = record.sent.at(-1);
  if (last !== undefined && same(last as Json, fields as Json)) return record;
  // The first ones are the likeliest to have arrived, the last ones the nearest to what is typed now.
  const [first, ...rest] = record.sent;
  const kept = first === undefined ? [] : [first, ...rest.slice(2 - MOST_UNANSWERED)];
  return { ...record, sent: [...kept, fields] };
}

/** The fields to send: what differs from the common version, but for places that wait for a choice. */
export function unsent(record: DeviceRecord): DraftData | null {
  let outgoing = record.mine;
  for (const { path, others } of record.conflicts) {
    const waits = others.some((other) => other.from === "server");
    if (waits) outgoing = put(outgoing, path, get(record.base.data, path));
  }
  const fields: Record<string, Json> = {};
  for (const field of new Set([...Object.keys(outgoing), ...Object.keys(record.base.data)])) {
    if (!same(outgoing[field], record.base.data[field])) fields[field] = outgoing[field] ?? null;
  }
  return Object.keys(fields).length > 0 ? fields : null;
}

/** A record after a choice: one's own text, or one of the others (by its index). */
export function chosen(record: DeviceRecord, path: Path, choice: "mine" | number): DeviceRecord {
  const conflict = record.conflicts.find((item) => item.path === path);
  if (conflict === undefined) return record;
  const conflicts = record.conflicts.filter((item) => item.path !== path);
  const other = choice === "mine" ? undefined : conflict.others[choice];
  const mine = other === undefined ? record.mine : put(record.mine, path, other.value);
  return { ...record, mine, conflicts };
}

/** `data` with `fields` in place of its own, null emptying one. */
function applied(data: DraftData, fields: DraftData): DraftData {
  const result = { ...data, ...fields };
  for (const [field, value] of Object.entries(fields)) if (value === null) delete result[field];
  return result;
}

function withOther(conflict: Conflict | undefined, path: Path, other: Other): Conflict {
  // A later text of the server takes the place of its earlier one, which its writer gave up.
  const kept = (conflict?.others ?? []).filter((item) =>
    other.from === "server" ? item.from !== "server" : !same(item.value, other.value),
  );
  return { path, others: [...kept, other] };
}

/** Conflicts that are still ones: more than one text for a place that is still there. */
function settled(conflicts: Conflict[], mine: DraftData, base: DraftData): Conflict[] {
  const result = new Map<Path, Conflict>();
  for (const { path, others } of conflicts) {
    const { place, texts } = whole(path, others, mine, base);
    const own = get(mine, place);
    const left = texts.filter((other) => !same(other.value, own));
    const known = result.get(place)?.others ?? [];
    if (left.length > 0) result.set(place, { path: place, others: [...known, ...left] });
  }
  return [...result.values()];
}

/** A cell of a row that was removed here is a matter of the whole row. */
function whole(path: Path, others: readonly Other[], mine: DraftData, base: DraftData) {
  const [field = "", key = "", cell] = partsOf(path);
  const row = pathOf(field, key);
  const held = get(base, row);
  if (!ROW_FIELDS.has(field) || cell === undefined || isRow(get(mine, row)) || !isRow(held)) {
    return { place: path, texts: others };
  }
  return { place: row, texts: others.slice(-1).map((other) => ({ ...other, value: held })) };
}
