"""A whole application without a pointer: from the call's own page to the receipt with Tab, Enter, Space and
arrows.

At every stop the focus can be seen, and Tab leads on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from tests.journeys.applicant import Applicant, sign_up
from tests.journeys.conftest import NewVisitor
from tests.journeys.filled_form import ASKED, FILES, FORM, INCOME, ROWS, Entry, copied, row_of
from tests.journeys.visitor import OLD_PC, wait

pytestmark = pytest.mark.processes
MOST_STOPS: Final = 80
# What has the focus, how it is called, and whether that can be seen.
STOP: Final = """() => {
  const at = document.activeElement;
  const named = [at.getAttribute('aria-label'), ...[...at.labels ?? []].map(l => l.innerText), at.innerText];
  const ring = element => {
    const style = element && getComputedStyle(element);
    return style && ((style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
      || style.boxShadow !== 'none');
  };
  const box = at.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height, 40) / 2];
  const top = document.elementFromPoint(x, y);
  const label = at.closest('label');
  return {
    id: at.id, tag: at.tagName, cell: at.dataset.cell ?? '',
    place: `${Math.round(box.x + scrollX)},${Math.round(box.y + scrollY)}`,
    name: named.find(name => name && name.trim()) ?? '',
    ring: Boolean(ring(at) || ring(label)),
    seen: top !== null && (at.contains(top) || top.contains(at) || Boolean(label?.contains(top))),
  };
}"""
Stop = dict[str, Any]


@dataclass
class Keys:
    """Hands on the keyboard only."""

    page: Page
    stops: int = 0

    def at(self) -> Stop:
        stop: Stop = self.page.evaluate(STOP)
        return stop

    def tab(self, *, back: bool = False) -> Stop:
        """One stop on (or back), looked at."""
        before = self.at()
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        stop = self.at()
        # At the end of the page the focus goes to the window, and comes in again from the other side.
        if stop["tag"] == "BODY":
            return stop
        self.stops += 1
        assert stop != before, f"the focus stays at {stop}"
        assert stop["ring"], f"nobody sees that the focus is at {stop}"
        assert stop["seen"], f"something covers {stop}"
        return stop

    def to(self, wanted: Callable[[Stop], bool], *, back: bool = False) -> Stop:
        """Tab by tab to what is wanted."""
        if wanted(stop := self.at()):
            return stop
        passed = []
        for _ in range(MOST_STOPS):
            if wanted(stop := self.tab(back=back)):
                return stop
            passed.append(stop["name"][:20] or stop["id"])
        raise AssertionError(f"not among {passed}")

    def press(self, name: str, key: str = "Enter", *, back: bool = False) -> None:
        """What is called `name`, pressed with a key."""
        self.to(lambda stop: stop["name"].strip().startswith(name), back=back)
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def fill(self, entry: Entry) -> None:
        """The field of an entry, from wherever the focus is before it."""
        wanted = f"b-{entry.path}" if entry.step == "budget" else entry.id
        self.to(lambda stop: stop["id"] == wanted)
        if entry.text is None:
            self.page.keyboard.press("Space")
        else:
            self.type(entry.text)

    def heading(self, text: str) -> None:
        """The next page is there, and the focus came to its heading."""
        self.page.wait_for_function(
            "text => document.activeElement.tagName === 'H1' && document.activeElement.innerText === text",
            arg=text,
        )


def test_a_whole_application_is_written_by_keyboard_alone(new_visitor: NewVisitor, check: str) -> None:
    visitor = new_visitor(viewport=OLD_PC, permissions=["clipboard-read", "clipboard-write"])
    visitor.go("/login")
    sign_up(visitor, f"{uuid4().hex}@example.org")
    visitor.page.get_by_role("heading", level=1).wait_for()
    visitor.go(check.removesuffix("/check"))
    keys, page = Keys(visitor.page), visitor.page
    begin(keys)
    applicant = Applicant(visitor, int(page.url.rpartition("/")[2]))

    page.get_by_text("続きから入力する").first.wait_for()
    keys.press("続きから入力する")
    for step, heading in (
        ("group", "団体のこと"),
        ("project", "活動の内容"),
        ("plan", "計画と日程"),
        ("outcome", "効果と今後"),
        ("budget", "予算"),
        ("files", "添付書類"),
        ("consents", "同意"),
    ):
        keys.heading(heading)
        WAYS.get(step, fields)(keys, applicant, step)
        keys.press("保存して次へ")
    keys.heading("内容の確認")
    applicant.in_sync()
    assert applicant.hashes() == {FILES[0].name: FILES[0].hash}
    keys.press("提出する")
    page.get_by_role("dialog").wait_for()
    keys.press("提出する")
    keys.heading("受付票")
    assert keys.stops > len(FORM)
    visitor.look("A12-by-keyboard")


def begin(keys: Keys) -> None:
    """From the call's page to a new draft."""
    keys.press("申請をはじめる")
    keys.page.wait_for_url("**/apply/new?**")
    keys.page.get_by_role("button", name="申請をはじめる").wait_for()
    keys.to(lambda stop: stop["tag"] == "INPUT")
    keys.page.keyboard.press("ArrowDown")
    keys.to(lambda stop: stop["id"] == "name")
    keys.type("みはらし緑道の会")
    keys.press("申請をはじめる")
    keys.page.wait_for_url(re.compile(r"/apply/\d+$"))


def fields(keys: Keys, applicant: Applicant, step: str) -> None:
    """One field after the other; where rows are wanted, all of them are added first."""
    entries = [entry for entry in FORM if entry.step == step]
    plain = [entry for entry in entries if entry.path.count("/") < 2]
    rows = [entry for entry in entries if entry.path.count("/") == 2]
    for entry in plain:
        keys.fill(entry)
    for entry in rows:
        if entry.path.split("/")[2] == rows[0].path.split("/")[2]:
            keys.press("行を足す")
    if rows:
        keys.to(lambda stop: stop["id"] == rows[0].id, back=True)
    for entry in rows:
        keys.fill(entry)
    applicant.typed |= {entry.path: entry.kept for entry in entries}


def budget(keys: Keys, applicant: Applicant, step: str) -> None:
    """Rows out of a spreadsheet into the table, a row of income, the most that may be asked."""
    page = keys.page
    page.evaluate("text => navigator.clipboard.writeText(text)", copied())
    keys.to(lambda stop: stop["cell"] == "0:1")
    page.keyboard.press("Control+v")
    page.get_by_role("dialog").wait_for()
    keys.press("12行を取り込む")
    page.get_by_role("dialog").wait_for(state="detached")
    assert keys.at()["cell"] == "0:1", "at the first row that came in"
    # Enter leads down the table, which is quicker than Tab.
    for _ in ROWS[1:]:
        page.keyboard.press("Enter")
    assert keys.at()["cell"] == "11:1"
    keys.press("収入の行を足す")
    keys.to(lambda stop: stop["id"].startswith("b-income") and stop["id"].endswith("category"))
    choose(page, "参加費")
    keys.to(lambda stop: stop["id"].startswith("b-income") and stop["id"].endswith("amount"))
    keys.type(f"{INCOME:,}")
    keys.press("助成希望額を上限にする")
    rows = [row_of(row) for row in ROWS]
    income = {"category": "参加費", "description": "", "amount": INCOME}
    applicant.typed |= {"expenses": rows, "income": [income], "requested": ASKED}


def choose(page: Page, value: str) -> None:
    """In the list that has the focus, with Alt and arrows."""
    down = page.evaluate(
        "value => [...document.activeElement.options].findIndex(option => option.value === value)"
        " - document.activeElement.selectedIndex",
        value,
    )
    page.keyboard.press("Alt+ArrowDown")
    for _ in range(down):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.value") == value


def files(keys: Keys, applicant: Applicant, step: str) -> None:
    with keys.page.expect_file_chooser() as opened:
        keys.press("ファイルを選ぶ")
    opened.value.set_files({"name": FILES[0].name, "mimeType": "application/pdf", "buffer": FILES[0].content})
    wait(lambda: applicant.hashes() or None, 15)


def consents(keys: Keys, applicant: Applicant, step: str) -> None:
    for entry in FORM:
        if entry.step == step:
            keys.to(lambda stop: stop["tag"] == "INPUT")
            keys.page.keyboard.press("Space")
            keys.tab()
            applicant.typed[entry.path] = True


WAYS: Final[dict[str, Callable[[Keys, Applicant, str], None]]] = {
    "budget": budget,
    "files": files,
    "consents": consents,
}
