"""Every screen on a slow phone: what it loads, when it stands, how it answers, how much it shifts.

360 × 740, processor slowed down four times, 1.6 Mbit/s with 150 ms to and fro; one visit with an empty cache
in each of several rounds, the median told. Script is counted as it comes over the line. The floor is a plain
text from the same server on the same line; the ratio tells how many times longer a screen takes until its
largest part is painted. INP is the longest answer to eight presses of keys after that.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.harness import machine
from intake.demo import PASSWORD
from intake.demo_content import address
from tests.journeys.chromium import ARGUMENTS, chromium
from tests.journeys.tour import ALL, Objects, Stop
from tests.processes.site import own_site

ROUNDS: Final = 3
SLOW_LINE: Final = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 93_750,
}
SLOWED: Final = 4
READING_LCP, GIVING_LCP, INP, SHIFT = 1500, 2500, 200, 0.1
DONORS_KB, GROUPS_KB, READING_KB = 180, 220, 6
OBSERVE: Final = """
window.seen = {lcp: 0, cls: 0, inp: 0};
new PerformanceObserver(list => { for (const e of list.getEntries()) seen.lcp = e.startTime; })
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => {
  for (const e of list.getEntries()) if (!e.hadRecentInput) seen.cls += e.value;
}).observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => {
  for (const e of list.getEntries()) if (e.interactionId) seen.inp = Math.max(seen.inp, e.duration);
}).observe({type: 'event', buffered: true, durationThreshold: 16});
"""
FLOOR: Final = Stop("floor", "/robots.txt")


@dataclass
class Visit:
    script_kb: float
    requests: int
    lcp: float
    inp: float
    shift: float


@dataclass
class Shown:
    """One line of the table; `holds` unless a bar is missed."""

    stop: Stop
    visits: list[Visit]
    floor: float

    def median(self, name: str) -> float:
        return statistics.median(getattr(visit, name) for visit in self.visits)

    @property
    def bars(self) -> dict[str, float]:
        giving = self.stop.name in {"P3", "P4", "P5"}
        donors = giving or self.stop.name.startswith("D")
        bars = {"inp": INP, "shift": SHIFT}
        bars["script_kb"] = READING_KB if self.stop.reading else DONORS_KB if donors else GROUPS_KB
        if self.stop.reading or giving:
            bars["lcp"] = READING_LCP if self.stop.reading else GIVING_LCP
        return bars

    @property
    def holds(self) -> bool:
        return all(self.median(name) <= most for name, most in self.bars.items())

    def row(self) -> str:
        asked = f" (≤ {self.bars['lcp']:,.0f})" if "lcp" in self.bars else ""
        return (
            f"| {self.stop.name} | {self.median('script_kb'):.1f} (≤ {self.bars['script_kb']:.0f}) "
            f"| {self.median('requests'):.0f} | {self.median('lcp'):,.0f}{asked} "
            f"| {self.median('lcp') / self.floor:.1f} "
            f"| {self.median('inp'):.0f} | {self.median('shift'):.3f} "
            f"| {'yes' if self.holds else '**no**'} |"
        )


def visit(browser: Browser, site: str, path: str, cookies: list[Any]) -> Visit:
    """One visit with nothing in the cache."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="ja-JP", has_touch=True)
    context.add_cookies(cookies)
    page = context.new_page()
    page.add_init_script(OBSERVE)
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    asked: list[str] = []
    line.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))
    line.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}))
    page.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    page.goto(site + path, wait_until="networkidle")
    page.wait_for_timeout(300)
    work(page)
    seen: dict[str, float] = page.evaluate("seen")
    script = sum(size for key, size in sizes.items() if kinds.get(key) == "Script") / 1000
    context.close()
    return Visit(script, len(asked), seen["lcp"], seen["inp"], seen["cls"])


def work(page: Page) -> None:
    """Eight presses: through the first fields, and letters where one can type."""
    for key in ("Tab", "Tab", "Tab", "Tab", "a", "1", "Backspace", "Escape"):
        page.keyboard.press(key)
        page.wait_for_timeout(60)


def signed_in(browser: Browser, site: str, who: str) -> list[Any]:
    if not who:
        return []
    context = browser.new_context()
    got = context.request.get(f"{site}/api/v1/sign-in/").json()
    context.request.post(
        f"{site}/api/v1/sign-in/",
        headers={"X-CSRFToken": got["csrf_token"]},
        data={"email": address(who), "password": PASSWORD},
    )
    cookies = context.cookies()
    context.close()
    return list(cookies)


def tour(browser: Browser, site: str) -> list[Shown]:
    objects = Objects(site)
    people: dict[str, list[Any]] = {"": []}
    visits: list[tuple[Stop, list[Visit]]] = []
    floors: list[float] = []
    for stop in ALL:
        if stop.who not in people:
            people[stop.who] = signed_in(browser, site, stop.who)
        path = objects.path(stop)
        # The floor lies between the screens, so that both see the same machine.
        floors.append(visit(browser, site, FLOOR.path, []).lcp)
        visits.append((stop, [visit(browser, site, path, people[stop.who]) for _ in range(ROUNDS)]))
    floor = statistics.median(floors)
    return [Shown(stop, each, floor) for stop, each in visits]


def run() -> tuple[str, list[Shown], str]:
    ready = chromium(Path("var") / "chromium")
    with (
        tempfile.TemporaryDirectory(prefix="machitane-screens-") as folder,
        own_site(Path(folder), MACHITANE_DEMO="1") as site,
        sync_playwright() as playwright,
    ):
        site.up(site.start(["python", "-m", "config.run"]), 240)
        browser = playwright.chromium.launch(
            executable_path=ready.path, args=list(ARGUMENTS), env={**os.environ, **ready.environment}
        )
        found = tour(browser, f"http://localhost:{site.port}")
        browser.close()
    title = "Screens on a slow phone"
    names = ("screen", "script kB", "API", "LCP ms", "× floor", "INP ms", "CLS", "holds")
    head = f"| {' | '.join(names)} |\n|{'---|' * len(names)}"
    lines = "\n".join(shown.row() for shown in found)
    notes = " ".join((__doc__ or "").split("\n\n", 1)[1].split())
    return title, found, f"## {title}\n\n{machine('SQLite')}.\n\n{head}\n{lines}\n\n{notes}\n"
