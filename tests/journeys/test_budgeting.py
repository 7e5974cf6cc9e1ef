"""Journey 2 (予算の計算): rows from a spreadsheet, three rules broken and mended, the same yen everywhere.

That browser and server work out the same is drawn in tests/properties/test_budget_port.py: 300 budgets over
all settings of all published calls, 4,000 under `make prove`. The figures here are worked out by hand.
"""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from tests.journeys.applicant import Applicant, sign_up
from tests.journeys.conftest import NewVisitor
from tests.journeys.filled_form import ASKED, ROWS, copied, row_of
from tests.journeys.visitor import OLD_PC, wait

pytestmark = pytest.mark.processes


@pytest.fixture
def applicant(new_visitor: NewVisitor, check: str) -> Applicant:
    visitor = new_visitor(viewport=OLD_PC, permissions=["clipboard-read", "clipboard-write"])
    begun = Applicant.begun(visitor, check, lambda: sign_up(visitor, f"{uuid4().hex}@example.org"))
    begun.open("budget")
    begun.page.get_by_label("助成希望額").wait_for()
    return begun


def ceiling(page: Page) -> str:
    return page.locator(".work-sum").inner_text()


def at(page: Page) -> str | None:
    """The cell that has the focus, as row:column."""
    return page.evaluate("document.activeElement.dataset.cell")


def paste(applicant: Applicant, text: str) -> None:
    """Ctrl+V in the table."""
    page = applicant.page
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.locator("[data-cell='0:1']").first.focus()
    page.keyboard.press("Control+v")
    page.get_by_role("dialog").wait_for()


def told(page: Page, sentence: str, article: str) -> None:
    """A sentence that names its amount, with the section of the call document beside it."""
    line = page.locator(".err", has_text=sentence).first
    line.wait_for()
    assert line.get_by_role("link", name=article).count() == 1, line.inner_text()


def test_rows_of_a_spreadsheet_are_taken_in_and_what_breaks_a_rule_is_mended(applicant: Applicant) -> None:
    page = applicant.page
    # P3 worked out 457,000 of the two sums that were carried here.
    assert "457,000円" in ceiling(page)
    assert page.get_by_label("助成希望額").input_value() == "457,000"

    # Twice the sprinkler: 196,000 wants a quote. And the seedlings' amount is not 300 × 400.
    rows = [*ROWS[:9], (*ROWS[9][:3], 2, *ROWS[9][4:]), *ROWS[10:]]
    text = copied(rows, amounts={3: "12,000円"})
    paste(applicant, text)
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_text("12行を取り込みます", exact=True).is_visible()
    assert dialog.locator("tbody tr").count() == 12
    applicant.visitor.look("A8-paste")
    dialog.get_by_role("button", name="12行を取り込む").click()
    dialog.wait_for(state="detached")
    # The two sums that were carried give way to the rows.
    for _ in range(2):
        page.get_by_role("button", name="1行目を消す", exact=True).click()
    assert page.locator("[data-cell='11:1']").first.input_value() == "打ち上げの茶菓"
    # (609,600 + 98,000) × 3/4 = 530,700, cut to 530,000; 738,000 − 183,000 = 555,000.
    assert "530,000円" in ceiling(page)
    applicant.type(page.get_by_label("助成希望額"), "５６０，０００円")
    page.keyboard.press("Tab")

    told(page, "金額は単価×数量(120,000円)で計算されます。", "予算")
    told(page, "100,000円以上の備品購入費には見積書が必要です。", "予算")
    told(
        page,
        "助成希望額が上限より30,000円多くなっています。530,000円までにしてください。",
        "3 助成金の額の決め方",
    )
    applicant.visitor.look("A8-broken")

    page.get_by_role("button", name="単価×数量の金額にする").click()
    page.get_by_text("120,000円)で計算されます").wait_for(state="detached")
    page.get_by_label("10行目の見積書を添えました").check()
    page.get_by_text("見積書が必要です").wait_for(state="detached")
    applicant.type(page.get_by_label("10行目の数量"), "１")
    page.keyboard.press("Tab")
    assert "457,000円" in ceiling(page)
    page.get_by_role("button", name="助成希望額を上限にする").click()
    page.get_by_text("支出と収入は一致しています").wait_for()
    assert page.locator("section .err").count() == 0

    # Every step can be taken back, and made again.
    page.get_by_label("助成希望額").focus()
    page.keyboard.press("Control+z")
    assert page.get_by_label("助成希望額").input_value() == "560,000"
    page.keyboard.press("Control+z")
    assert page.get_by_label("10行目の数量").input_value() == "2"
    for _ in range(2):
        page.keyboard.press("Control+Shift+z")
    page.get_by_text("支出と収入は一致しています").wait_for()

    applicant.typed = {"expenses": [row_of(row) for row in ROWS], "requested": ASKED}
    wait(lambda: budget_saved(applicant) == applicant.typed or None, 10)


def budget_saved(applicant: Applicant) -> dict[str, object]:
    saved = applicant.saved()
    for row in saved["expenses"]:
        row.pop("quote_attached", None)
        assert row.pop("amount", None) is None
    return saved


def test_the_table_is_walked_by_keys_and_an_empty_row_is_none(applicant: Applicant) -> None:
    page = applicant.page
    applicant.clear_rows()
    applicant.paste(copied())
    page.locator("[data-cell='0:1']").first.focus()
    page.keyboard.press("ArrowDown")
    assert at(page) == "1:1"
    page.keyboard.press("Enter")
    assert at(page) == "2:1"
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    assert at(page) == "2:2"
    page.keyboard.press("Tab")
    assert at(page) == "2:3"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    assert at(page) == "1:2"
    page.locator("[data-cell='11:2']").first.focus()
    page.keyboard.press("Enter")
    page.locator("[data-cell='12:2']").first.wait_for()
    assert at(page) == "12:2"

    # The row that came with Enter stays empty: nothing is said of it, and nothing of it is filed.
    page.locator("h1").click()
    page.get_by_text("保存しました").first.wait_for()
    wait(lambda: len(applicant.saved_rows("expenses")) == 13 or None, 10)
    faults = applicant.screen()["draft"]["faults"]
    assert not [fault for fault in faults if fault["pointer"].startswith(("/expenses", "/requested"))]
    applicant.open("budget?mend=true")
    page.locator("[data-cell='12:2']").first.wait_for()
    assert page.locator("section .err").count() == 0


def test_other_terms_than_before_are_named(applicant: Applicant) -> None:
    page, name = applicant.page, f"machitane.budget-terms.{applicant.application}"
    page.wait_for_function("name => localStorage.getItem(name)", arg=name)
    terms = json.loads(page.evaluate("name => localStorage.getItem(name)", name))
    page.goto(f"{applicant.visitor.address}/robots.txt")
    terms |= {"nth": 2, "quote_threshold": 50_000}
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [name, json.dumps(terms)])
    applicant.open("budget")
    # 609,600 × 2/3 = 406,400, cut to 406,000.
    for sentence in (
        "採択の回数：2回目 → 1回目",
        "助成率：2/3 → 3/4",
        "見積書が必要な金額：50,000円 → 100,000円",
        "申請できる上限：406,000円 → 457,000円",
    ):
        page.get_by_text(sentence, exact=True).wait_for()
    assert "457,000円" in ceiling(page)
    applicant.visitor.look("A8-terms-changed")


def test_what_is_typed_at_once_in_a_far_row_is_there(applicant: Applicant) -> None:
    """Rows out of sight are not drawn; whoever comes to one by key or from a link types there at once."""
    page = applicant.page
    applicant.paste(copied(ROWS * 16))
    page.locator("[data-cell='193:1']").first.wait_for()
    for row, field in ((190, 2), (3, 1), (120, 3)):
        cell = page.locator(f"section[aria-labelledby=b-expenses] [data-cell='{row}:{field}']")
        cell.evaluate("cell => { cell.focus(); cell.select(); }")
        page.keyboard.type("77")
        assert cell.input_value() == "77"
    for _ in range(60):
        page.keyboard.press("ArrowDown")
    page.keyboard.type("78")
    assert (at(page), page.evaluate("document.activeElement.value")) == ("180:3", "78")
