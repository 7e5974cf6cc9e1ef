"""Every screen once as who looks at it: sideways scroll, axe, headings, targets, focus, placeholders, print.

In `make test` at 360 and 1280 px; the whole grid of widths and ways of looking is `make sweep` (PROVE=1).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from intake.demo_content import address
from tests.journeys.conftest import NewVisitor
from tests.journeys.tour import ALL, READING, Objects, Stop
from tests.journeys.visitor import PHONE, Visitor
from tests.processes.site import Site

pytestmark = pytest.mark.processes

WIDTHS = (320, 360, 768, 1280, 1366) if os.environ.get("PROVE") else (360, 1280)
# Links in the middle of a sentence may be as small as the sentence.
SMALL_TARGETS = """() => [...document.querySelectorAll('a[href], button, input, select, summary')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.matches('.skip, [type=hidden]'))
  .filter(e => getComputedStyle(e).display !== 'inline'
    || e.parentElement.textContent.trim() === e.textContent.trim())
  .map(e => [(e.closest('label') ?? e).getBoundingClientRect(), e.outerHTML.slice(0, 120)])
  .filter(([box]) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
  .map(([, text]) => text)"""
NEXT_STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const again = e.dataset.tabbed === 'yes';
  e.dataset.tabbed = 'yes';
  const drawn = what => what && getComputedStyle(what).outlineStyle !== 'none'
    && parseFloat(getComputedStyle(what).outlineWidth) >= 2;
  return {again, ring: Boolean(drawn(e) || drawn(e.closest('.choice, .pt'))), text: e.outerHTML.slice(0, 99)};
}"""
SPACED = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""


@pytest.fixture(scope="module")
def objects(demo_site: Site) -> Objects:
    return Objects(f"http://localhost:{demo_site.port}")


def signed_in(visitor: Visitor, who: str) -> None:
    """By password, as the demo's people may; the way with the code has a test of its own."""
    if not who:
        return
    site = visitor.address
    token = visitor.context.request.get(f"{site}/api/v1/sign-in/").json()["csrf_token"]
    answer = visitor.context.request.post(
        f"{site}/api/v1/sign-in/",
        headers={"X-CSRFToken": token},
        data={"email": address(who), "password": "machitane-demo"},
    )
    assert answer.ok, answer.text()


@pytest.mark.parametrize("stop", ALL, ids=lambda stop: stop.name)
def test_every_screen_holds_in_every_width(stop: Stop, new_visitor: NewVisitor, objects: Objects) -> None:
    visitor = new_visitor(viewport=PHONE)
    signed_in(visitor, stop.who)
    page = visitor.page
    visitor.go(objects.path(stop))
    page.locator("h1").first.wait_for()
    visitor.look(stop.name)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(300)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, (stop.name, width, over)
    assert page.locator("h1").count() == 1
    assert page.locator("[placeholder]").count() == 0
    assert page.title() != ""
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(300)
    if stop.name[0] in "PDA":
        assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("stop", ALL, ids=lambda stop: stop.name)
def test_the_keyboard_reaches_everything_and_is_seen(
    stop: Stop, new_visitor: NewVisitor, objects: Objects
) -> None:
    """Tab goes once around: no trap, and a visible ring on every stop."""
    visitor = new_visitor(viewport={"width": 1366, "height": 768})
    signed_in(visitor, stop.who)
    visitor.go(objects.path(stop))
    page = visitor.page
    page.locator("h1").first.wait_for()
    page.evaluate("document.activeElement?.blur()")
    seen: list[str] = []
    unseen: list[str] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        told: Any = page.evaluate(NEXT_STOP)
        if told is None or told["again"]:
            break
        seen.append(told["text"])
        if not told["ring"]:
            unseen.append(told["text"])
    else:
        pytest.fail(f"{stop.name}: more than 200 stops")
    assert seen
    assert unseen == []


@pytest.mark.parametrize("stop", READING, ids=lambda stop: stop.name)
def test_reading_pages_need_no_script(stop: Stop, new_visitor: NewVisitor, objects: Objects) -> None:
    visitor = new_visitor(java_script_enabled=False)
    visitor.page.goto(visitor.address + objects.path(stop))
    assert visitor.page.locator("h1").count() == 1
    assert len(visitor.page.locator("main").inner_text()) > 40


Look = Callable[[Visitor], None]


def zoomed(visitor: Visitor) -> None:
    """400 % of 1280 px is 320 px wide and 200 px high."""
    visitor.page.set_viewport_size({"width": 320, "height": 200})


def forced(visitor: Visitor) -> None:
    visitor.page.emulate_media(forced_colors="active")


def printed(visitor: Visitor) -> None:
    visitor.page.emulate_media(media="print")


def spaced(visitor: Visitor) -> None:
    visitor.page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
        " document.adoptedStyleSheets = [sheet]; }",
        SPACED,
    )


@pytest.mark.prove
@pytest.mark.parametrize("way", [zoomed, forced, printed, spaced], ids=lambda way: way.__name__)
@pytest.mark.parametrize("stop", ALL, ids=lambda stop: stop.name)
def test_every_way_of_looking(stop: Stop, way: Look, new_visitor: NewVisitor, objects: Objects) -> None:
    visitor = new_visitor(viewport=PHONE)
    signed_in(visitor, stop.who)
    visitor.go(objects.path(stop))
    visitor.page.locator("h1").first.wait_for()
    way(visitor)
    over = visitor.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert over <= 0
    visitor.page.screenshot(path=visitor.pictures / f"{stop.name}-{way.__name__}.png", full_page=True)
    if way is not printed:
        assert visitor.violations() == []
