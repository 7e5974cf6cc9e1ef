import "fake-indexeddb/auto";

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DraftEngine } from "./engine";
import { QUICK, SimulatedBrowser } from "./simulated-browser";
import { SimulatedLine, SimulatedServer, sleep } from "./simulated-server";
import type { DeviceStore } from "./store";
import { WebStore } from "./store";

const AOKI = { id: 1, name: "青木" };
const BABA = { id: 2, name: "馬場" };

let application = 1000;
let server: SimulatedServer;
let line: SimulatedLine;
let browser: SimulatedBrowser;
let opened: [SimulatedBrowser, DraftEngine][];

beforeEach(() => {
  application += 1;
  server = new SimulatedServer();
  server.sessions.add(AOKI.id).add(BABA.id);
  line = new SimulatedLine(server);
  browser = new SimulatedBrowser(line);
  opened = [];
});

afterEach(() => {
  for (const [where, engine] of opened) where.kill(engine);
});

async function open(where = browser, who = AOKI): Promise<DraftEngine> {
  const engine = await where.open(who, application);
  opened.push([where, engine]);
  return engine;
}

async function until(holds: () => boolean, what = "never"): Promise<void> {
  const end = Date.now() + 2_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(what);
    await sleep(2);
  }
}

const kind = (engine: DraftEngine) => engine.getSnapshot().state.kind;
const caughtUp = (engine: DraftEngine) => until(() => engine.getSnapshot().caughtUp, "did not catch up");

describe("saving", () => {
  test("goes from untouched over saving to saved", async () => {
    const tab = await open();
    expect(kind(tab)).toBe("untouched");
    tab.set("title", "緑道に花を植える");
    expect(kind(tab)).toBe("saving");
    await caughtUp(tab);
    expect(tab.getSnapshot().state).toEqual({ kind: "saved", at: server.savedAt });
    expect(server.draft).toEqual({ title: "緑道に花を植える" });
  });

  test("waits for a pause, and sends one text for many keys", async () => {
    const tab = await open();
    for (const letter of "みどりの道")
      tab.edit((data) => ({ ...data, title: `${data.title ?? ""}${letter}` }));
    await caughtUp(tab);
    expect([server.draft.title, server.saves]).toEqual(["みどりの道", 1]);
  });

  test("sends in between to somebody who never pauses", async () => {
    const tab = await open();
    const end = Date.now() + 150;
    while (Date.now() < end) {
      tab.edit((data) => ({ ...data, title: `${data.title ?? ""}字` }));
      await sleep(3);
    }
    expect(server.saves).toBeGreaterThan(0);
  });

  test("an answer does not undo what was typed while it came", async () => {
    const tab = await open();
    line.delay = () => 15;
    tab.set("title", "一");
    await sleep(20);
    tab.set("title", "一二");
    await sleep(15);
    expect(tab.getSnapshot().data.title).toBe("一二");
    await caughtUp(tab);
    expect(server.draft.title).toBe("一二");
  });

  test("nor does the device, however slow it is", async () => {
    const tab = await open();
    browser.storing = 15;
    for (const letter of "ゆっくりした端末") {
      tab.edit((data) => ({ ...data, title: `${data.title ?? ""}${letter}` }));
      await sleep(4);
    }
    expect(tab.getSnapshot().data.title).toBe("ゆっくりした端末");
    await caughtUp(tab);
    expect(server.draft.title).toBe("ゆっくりした端末");
  });

  test("sends only the fields that changed, and empties those that were cleared", async () => {
    server.draft = { title: "あ", purpose: "い" };
    const tab = await open();
    tab.set("title", "");
    await caughtUp(tab);
    expect(server.draft).toEqual({ title: "", purpose: "い" });
    tab.set("purpose", undefined);
    await caughtUp(tab);
    expect("purpose" in server.draft).toBe(false);
  });

  test("rows without keys get the same ones on every device, and nothing is sent for that", async () => {
    server.draft = { schedule: [{ what: "一" }, { what: "二" }] };
    const tab = await open();
    const other = await open(new SimulatedBrowser(line), BABA);
    expect(tab.getSnapshot().data).toEqual(other.getSnapshot().data);
    await sleep(30);
    expect(server.saves).toBe(0);
  });

  test("a pasted NUL is left out", async () => {
    const tab = await open();
    tab.set("title", "あ\0い");
    await caughtUp(tab);
    expect(server.draft.title).toBe("あい");
  });

  test("a text longer than the form allows is kept whole", async () => {
    const tab = await open();
    const long = "字".repeat(5_000);
    tab.set("purpose", long);
    await caughtUp(tab);
    expect(server.draft.purpose).toBe(long);
  });
});

describe("trouble", () => {
  test("offline says so, and catches up when the line is back", async () => {
    const tab = await open();
    line.isOnline = false;
    tab.set("title", "電車の中");
    await tab.flush();
    expect(kind(tab)).toBe("on-device");
    line.isOnline = true;
    tab.wake();
    await caughtUp(tab);
    expect(server.draft.title).toBe("電車の中");
  });

  test("a dead server says that it cannot save, and is tried again without being asked", async () => {
    const tab = await open();
    server.isUp = false;
    tab.set("title", "夜の十一時");
    await until(() => kind(tab) === "failed");
    expect(tab.getSnapshot().state).toEqual({ kind: "failed", problem: null, onDevice: true });
    server.isUp = true;
    await caughtUp(tab);
    expect(server.draft.title).toBe("夜の十一時");
  });

  test("an overloaded server is tried again", async () => {
    const tab = await open();
    server.isOverloaded = true;
    tab.set("title", "締切の日");
    await until(() => kind(tab) === "failed");
    server.isOverloaded = false;
    await caughtUp(tab);
    expect(server.draft.title).toBe("締切の日");
  });

  test("an expired session waits for signing in and then goes on", async () => {
    const tab = await open();
    server.sessions.delete(AOKI.id);
    tab.set("title", "一");
    await until(() => kind(tab) === "signed-out");
    tab.set("title", "一二");
    await sleep(40);
    expect([kind(tab), server.saves]).toEqual(["signed-out", 0]);
    server.sessions.add(AOKI.id);
    tab.signedIn();
    await caughtUp(tab);
    expect(server.draft.title).toBe("一二");
  });

  test("who comes back while a request of before is under way is heard", async () => {
    const tab = await open();
    line.delay = () => 20;
    server.sessions.delete(AOKI.id);
    tab.set("title", "門");
    void tab.flush();
    await sleep(30);
    // The server has refused, and its answer is on the way; the person signs in elsewhere and comes back.
    server.sessions.add(AOKI.id);
    tab.wake();
    await caughtUp(tab);
    expect(server.draft).toEqual({ title: "門" });
  });

  test("signing in in one tab wakes the others", async () => {
    const [one, two] = [await open(), await open()];
    server.sessions.delete(AOKI.id);
    two.set("title", "二つ目の画面");
    await until(() => kind(two) === "signed-out");
    server.sessions.add(AOKI.id);
    one.signedIn();
    await caughtUp(two);
    await until(() => kind(two) === "saved", "it still waits");
    expect(server.draft.title).toBe("二つ目の画面");
  });

  test("too large a draft is refused in the server's words, kept, and sent once it is shorter", async () => {
    const tab = await open();
    tab.set("purpose", "字".repeat(170_000));
    await until(() => kind(tab) === "failed");
    expect(tab.getSnapshot().state).toMatchObject({ problem: { code: "applications.draft_too_large" } });
    expect((tab.getSnapshot().data.purpose as string).length).toBe(170_000);
    tab.set("purpose", "字");
    await caughtUp(tab);
    expect(server.draft.purpose).toBe("字");
  });

  test("what somebody else filed meanwhile is refused, and the text stays on the device", async () => {
    const tab = await open();
    server.state = "submitted";
    tab.set("title", "遅れて");
    await until(() => kind(tab) === "failed");
    browser.kill(tab);
    const again = await open();
    expect(again.getSnapshot().data.title).toBe("遅れて");
  });

  test("a device that cannot keep anything says so", async () => {
    const broken: DeviceStore = {
      read: () => Promise.reject(new Error("no")),
      update: () => Promise.reject(new Error("no")),
      remove: () => Promise.reject(new Error("no")),
      keys: () => Promise.resolve([]),
    };
    const tab = await open(new SimulatedBrowser(line, true, broken));
    tab.set("title", "あ");
    await caughtUp(tab);
    expect(server.draft.title).toBe("あ");
    line.isOnline = false;
    tab.set("title", "あい");
    await tab.flush();
    expect(tab.getSnapshot().state).toEqual({ kind: "failed", problem: null, onDevice: false });
  });
});

describe("coming back", () => {
  test("what a closed tab sent at its end is no other person's text", async () => {
    const first = await open();
    const second = await browser.open(AOKI, application, { ...QUICK, pause: 5_000, longest: 5_000 });
    opened.push([browser, second]);
    second.set("title", "緑道に");
    await until(() => first.getSnapshot().data.title === "緑道に", "the other tab did not see it");
    second.leave();
    browser.kill(second);
    await until(() => server.draft.title === "緑道に", "the last save did not arrive");
    first.set("title", "緑道に花");
    await until(() => server.draft.title === "緑道に花", "what was typed on did not arrive");
    expect(first.getSnapshot().conflicts).toEqual([]);
  });

  test("a killed tab loses not even its last key", async () => {
    const tab = await open();
    line.isOnline = false;
    tab.set("title", "最後の一字ま");
    tab.set("title", "最後の一字まで");
    browser.kill(tab);
    expect((await open()).getSnapshot().data.title).toBe("最後の一字まで");
  });

  test("the device's draft shows while the server does not answer", async () => {
    const tab = await open();
    tab.set("title", "あ");
    await caughtUp(tab);
    browser.kill(tab);
    line.isOnline = false;
    const again = await open();
    expect(again.getSnapshot()).toMatchObject({ ready: true, data: { title: "あ" } });
  });

  test("a save whose answer was lost is no quarrel with oneself", async () => {
    const tab = await open();
    line.losesAnswer = () => true;
    tab.set("title", "一");
    await until(() => kind(tab) === "on-device" && server.saves === 1);
    tab.set("title", "一二");
    line.losesAnswer = () => false;
    await caughtUp(tab);
    expect([server.draft.title, tab.getSnapshot().conflicts]).toEqual(["一二", []]);
  });

  test("a person sees nothing of another person's on the same device", async () => {
    const tab = await open();
    line.isOnline = false;
    tab.set("title", "青木の下書き");
    await sleep(20);
    browser.kill(tab);
    expect((await open(browser, BABA)).getSnapshot().ready).toBe(false);
  });

  test("on a shared computer the draft is in the tab's own storage and nowhere else", async () => {
    const held = new Map<string, string>();
    const storage = {
      getItem: (key: string) => held.get(key) ?? null,
      setItem: (key: string, value: string) => void held.set(key, value),
      removeItem: (key: string) => void held.delete(key),
    } as unknown as Storage;
    const shared = new SimulatedBrowser(line, true, new WebStore(storage));
    const tab = await open(shared);
    line.isOnline = false;
    tab.set("title", "図書館で");
    await sleep(20);
    shared.kill(tab);
    expect((await open(shared)).getSnapshot().data.title).toBe("図書館で");
    expect((await open(browser)).getSnapshot().ready).toBe(false);
  });
});

describe("together", () => {
  test("two people at different fields both come through, and see each other", async () => {
    const [mine, theirs] = [await open(), await open(new SimulatedBrowser(line), BABA)];
    mine.at("project");
    theirs.at("budget");
    mine.set("title", "青木");
    theirs.set("purpose", "馬場");
    await until(() => server.draft.title === "青木" && server.draft.purpose === "馬場");
    await until(() => mine.getSnapshot().data.purpose === "馬場", "their text did not come");
    await until(() => mine.getSnapshot().writers[0]?.part === "budget", "they were not seen");
  });

  test("one field by two people: both texts are there until somebody chooses", async () => {
    const [mine, theirs] = [await open(), await open(new SimulatedBrowser(line), BABA)];
    theirs.set("title", "馬場の題");
    mine.set("title", "青木の題");
    await until(() => [mine, theirs].some((tab) => tab.getSnapshot().conflicts.length > 0));
    const late = mine.getSnapshot().conflicts.length > 0 ? mine : theirs;
    const [own, other] = late === mine ? ["青木の題", BABA] : ["馬場の題", AOKI];
    const found = late.getSnapshot();
    expect(found.data.title).toBe(own);
    expect(found.conflicts).toMatchObject([{ path: "title", others: [{ from: "server", by: other }] }]);
    expect(found.conflicts[0]?.others[0]?.at).toBe(server.savedAt);
    await sleep(40);
    expect(server.draft.title).not.toBe(own);

    await late.choose("title", "mine");
    await caughtUp(late);
    expect([server.draft.title, late.getSnapshot().conflicts]).toEqual([own, []]);
  });

  test("choosing the other's text takes it over", async () => {
    const tab = await open();
    line.isOnline = false;
    tab.set("title", "わたし");
    server.save(BABA, { title: "相手" }, 1);
    line.isOnline = true;
    tab.wake();
    await until(() => tab.getSnapshot().conflicts.length === 1);
    await tab.choose("title", 0);
    await caughtUp(tab);
    expect([tab.getSnapshot().data.title, server.draft.title]).toEqual(["相手", "相手"]);
  });

  test("a quarrel about one field holds up no other", async () => {
    const tab = await open();
    line.isOnline = false;
    tab.set("title", "わたし");
    tab.set("purpose", "目的");
    server.save(BABA, { title: "相手" }, 1);
    line.isOnline = true;
    tab.wake();
    await until(() => server.draft.purpose === "目的");
    expect([server.draft.title, tab.getSnapshot().data.title]).toEqual(["相手", "わたし"]);
  });

  test("an open quarrel is still there after a reload", async () => {
    const tab = await open();
    line.isOnline = false;
    tab.set("title", "わたし");
    server.save(BABA, { title: "相手" }, 1);
    line.isOnline = true;
    tab.wake();
    await until(() => tab.getSnapshot().conflicts.length === 1);
    browser.kill(tab);
    const again = await open();
    expect(again.getSnapshot()).toMatchObject({
      data: { title: "わたし" },
      conflicts: [{ path: "title", others: [{ value: "相手" }] }],
    });
  });

  test("a second tab shows what is typed in the first, and adds to it", async () => {
    const [one, two] = [await open(), await open()];
    one.set("title", "一つ目");
    await until(() => two.getSnapshot().data.title === "一つ目");
    two.set("purpose", "二つ目");
    await until(() => one.getSnapshot().data.purpose === "二つ目");
    await caughtUp(one);
    expect(server.draft).toEqual({ title: "一つ目", purpose: "二つ目" });
  });

  test("what a killed tab did not send, the other one does", async () => {
    const [one, two] = [await open(), await open()];
    one.set("title", "一つ目");
    await until(() => two.getSnapshot().data.title === "一つ目");
    browser.kill(one);
    await until(() => server.draft.title === "一つ目");
  });

  test("a tab that slept and types on an old text overwrites nothing", async () => {
    const [one, two] = [await open(), await open()];
    browser.deafen(two);
    one.set("title", "起きている画面");
    await caughtUp(one);
    two.set("title", "眠っていた画面");
    await until(() => two.getSnapshot().conflicts.length === 1);
    const { data, conflicts } = two.getSnapshot();
    expect([data.title, conflicts[0]?.others[0]?.value]).toEqual(["眠っていた画面", "起きている画面"]);
  });
});
