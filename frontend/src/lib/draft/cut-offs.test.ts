/**
 * Random cut-offs while a script types: offline, reload, a killed tab, an expired session, a stopped server, a
 * second tab, a second person. Not one character may be missing afterwards; without the safeguard some are.
 */

import "fake-indexeddb/auto";

import { describe, expect, test } from "vitest";

import type { DraftEngine } from "./engine";
import { newKey, type Row } from "./places";
import { SimulatedBrowser } from "./simulated-browser";
import { SimulatedLine, SimulatedServer, sleep } from "./simulated-server";
import type { DraftData } from "./types";

const ROUNDS = import.meta.env.PROVE ? 200 : 20;
const SEED = Number(import.meta.env.SEED ?? 20261129);
const AOKI = { id: 1, name: "青木" };
const BABA = { id: 2, name: "馬場" };
const CUTS = [
  "offline",
  "reload",
  "kill",
  "expired",
  "stopped",
  "overloaded",
  "second tab",
  "lost answers",
] as const;
const TEXT = "緑道に花を植えて、通る人の足をとめたい。年に八回の作業を、ご近所の八十人とします。";

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What a script types: characters into texts, cells into rows, rows added, moved and taken away. */
class Typist {
  readonly expected: { texts: Record<string, string>; rows: Row[] } = { texts: {}, rows: [] };
  private place = 0;

  constructor(
    private readonly random: () => number,
    private readonly fields: readonly string[],
  ) {}

  key(tab: DraftEngine): void {
    const dice = this.random();
    if (dice < 0.75 || this.expected.rows.length === 0) this.character(tab);
    else this.row(tab, dice);
  }

  private character(tab: DraftEngine): void {
    if (this.random() < 0.1) this.place += 1;
    const field = this.fields[this.place % this.fields.length] as string;
    const text = this.expected.texts[field] ?? "";
    const next = text + (TEXT[text.length % TEXT.length] as string);
    this.expected.texts[field] = next;
    tab.edit((data) => ({
      ...data,
      [field]: `${(data[field] as string | undefined) ?? ""}${next.slice(-1)}`,
    }));
    const made = { key: newKey(), what: "行" };
    if (this.expected.rows.length === 0) this.change(tab, (rows) => [...rows, made]);
  }

  private row(tab: DraftEngine, dice: number): void {
    const at = Math.floor(this.random() * this.expected.rows.length);
    const key = this.expected.rows[at]?.key;
    if (dice < 0.85) {
      const letter = TEXT[Math.floor(this.random() * TEXT.length)] as string;
      this.change(tab, (rows) =>
        rows.map((row) => (row.key === key ? { ...row, what: `${String(row.what)}${letter}` } : row)),
      );
    } else if (dice < 0.92) {
      const made = { key: newKey(), what: "行" };
      this.change(tab, (rows) => [...rows.slice(0, at), made, ...rows.slice(at)]);
    } else if (dice < 0.97) {
      this.change(tab, (rows) => {
        const moved = rows.find((row) => row.key === key);
        return moved === undefined ? rows : [moved, ...rows.filter((row) => row !== moved)];
      });
    } else if (this.expected.rows.length > 1) {
      this.change(tab, (rows) => rows.filter((row) => row.key !== key));
    }
  }

  private change(tab: DraftEngine, act: (rows: Row[]) => Row[]): void {
    this.expected.rows = act(this.expected.rows);
    tab.edit((data) => ({ ...data, schedule: act((data.schedule ?? []) as Row[]) }));
  }
}

interface Loss {
  round: number;
  cuts: string[];
  state: string;
  field: string;
  expected: unknown;
  found: unknown;
}

/** One evening of writing; what of it is missing or different on the server at the end. */
async function evening(round: number, safeguard: boolean): Promise<Loss[]> {
  const random = randomOf(SEED + round);
  const server = new SimulatedServer();
  server.sessions.add(AOKI.id).add(BABA.id);
  const line = new SimulatedLine(server);
  line.delay = () => random() * 4;
  const browser = new SimulatedBrowser(line, safeguard);
  const others = new SimulatedBrowser(new SimulatedLine(server));
  const application = round * 10 + (safeguard ? 1 : 2);
  const typist = new Typist(random, ["title", "purpose", "activities"]);
  const friend = new Typist(random, ["outcome"]);
  let tab = await browser.open(AOKI, application);
  const friendsTab = await others.open(BABA, application);
  const cuts: string[] = [];
  let last = tab;

  for (let pass = 0; pass < 3; pass++) {
    const cut = CUTS[Math.floor(random() * CUTS.length)] as (typeof CUTS)[number];
    cuts.push(cut);
    const before = 5 + Math.floor(random() * 25);
    for (let count = 0; count < before; count++) await press();
    if (cut === "offline") line.isOnline = false;
    if (cut === "stopped") server.isUp = false;
    if (cut === "overloaded") server.isOverloaded = true;
    if (cut === "expired") server.sessions.delete(AOKI.id);
    if (cut === "lost answers") line.losesAnswer = () => random() < 0.7;
    if (random() < 0.5) for (let count = 0; count < 8; count++) await press();
    if (cut === "kill" || random() < 0.3) await reopen(false);
    if (cut === "reload") await reopen(true);
    const second = cut === "second tab" ? await browser.open(AOKI, application) : null;
    for (let count = 0; count < 12; count++) {
      await press();
      if (second !== null && random() < 0.3) await press(second);
    }
    if (second !== null && random() < 0.5) [tab] = [second, browser.kill(tab)];
    else if (second !== null) browser.kill(second);
    line.isOnline = server.isUp = true;
    server.isOverloaded = false;
    line.losesAnswer = () => false;
    if (!server.sessions.has(AOKI.id)) {
      server.sessions.add(AOKI.id);
      tab.signedIn();
    }
    if (random() < 0.5) tab.wake();
  }

  const end = Date.now() + (safeguard ? 5_000 : 500);
  tab.wake();
  await sleep(20);
  while (!(tab.getSnapshot().caughtUp && friendsTab.getSnapshot().caughtUp) && Date.now() < end)
    await sleep(5);
  const { conflicts, state } = tab.getSnapshot();
  browser.kill(tab);
  others.kill(friendsTab);
  return [...missing(), ...conflicts.map((found) => loss(`conflict ${found.path}`, undefined, found.others))];

  async function press(where = tab): Promise<void> {
    // People look at a screen before they type into it.
    while (!where.getSnapshot().ready) await sleep(1);
    if (where !== last) {
      where.wake();
      await seen(where);
    }
    last = where;
    typist.key(where);
    if (random() < 0.4) friendsTab.edit((data) => append(data, "outcome"));
    if (random() < 0.6) await sleep(random() * 4);
  }

  /** Whoever turns to another screen sees what they typed, within a second. */
  async function seen(where: DraftEngine): Promise<void> {
    const end = Date.now() + (safeguard ? 1_000 : 30);
    const shows = () => {
      const { ready, data } = where.getSnapshot();
      const texts = Object.entries(typist.expected.texts);
      const rows = JSON.stringify(data.schedule ?? []) === JSON.stringify(typist.expected.rows);
      return ready && rows && texts.every(([field, text]) => data[field] === text);
    };
    while (!shows() && Date.now() < end) await sleep(2);
  }

  function append(data: DraftData, field: string): DraftData {
    friend.expected.texts[field] = `${friend.expected.texts[field] ?? ""}馬`;
    return { ...data, [field]: `${(data[field] as string | undefined) ?? ""}馬` };
  }

  async function reopen(gently: boolean): Promise<void> {
    if (gently) tab.leave();
    browser.kill(tab);
    tab = browser.openNow(AOKI, application);
    void tab.start();
    // Without the device there is nothing to show until the server answers.
    if (!tab.getSnapshot().ready) await sleep(15);
    if (!tab.getSnapshot().ready && !safeguard) {
      line.isOnline = server.isUp = true;
      server.isOverloaded = false;
      line.losesAnswer = () => false;
      server.sessions.add(AOKI.id);
      tab.signedIn();
    }
  }

  function loss(field: string, expected: unknown, found: unknown): Loss {
    return { round, cuts, state: state.kind, field, expected, found };
  }

  function missing(): Loss[] {
    const texts = { ...typist.expected.texts, ...friend.expected.texts };
    const lost = Object.entries(texts)
      .filter(([field, text]) => server.draft[field] !== text)
      .map(([field, text]) => loss(field, text, server.draft[field]));
    const rows = server.draft.schedule ?? [];
    if (JSON.stringify(rows) !== JSON.stringify(typist.expected.rows)) {
      lost.push(loss("schedule", typist.expected.rows, rows));
    }
    return lost;
  }
}

/** A few evenings at a time: they mostly wait. */
function* batches(size = 4): Generator<number[]> {
  for (let first = 0; first < ROUNDS; first += size) {
    yield Array.from({ length: Math.min(size, ROUNDS - first) }, (_, index) => first + index);
  }
}

describe("random cut-offs", () => {
  test(`nothing typed is lost in ${ROUNDS} evenings`, { timeout: 900_000 }, async () => {
    const lost: Loss[] = [];
    for (const rounds of batches()) {
      const found = await Promise.all(rounds.map((round) => evening(round, true)));
      lost.push(...found.flat());
    }
    expect(lost).toEqual([]);
  });

  test("without the device something is", { timeout: 900_000 }, async () => {
    const lost: Loss[] = [];
    for (const rounds of batches()) {
      const found = await Promise.all(rounds.map((round) => evening(round, false)));
      lost.push(...found.flat());
    }
    expect(lost.length).toBeGreaterThan(0);
  });
});
