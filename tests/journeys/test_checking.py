"""P3: may we apply, and for how much? Nobody signs in; the figures are domain.md §8's."""

from __future__ import annotations

import json
import re

import pytest

from intake.demo_content import address
from tests.journeys.conftest import NewVisitor, offline
from tests.journeys.visitor import WIDE, Visitor

pytestmark = pytest.mark.processes


def answer(visitor: Visitor, *labels: str) -> None:
    for label in labels:
        visitor.page.get_by_label(label, exact=True).check()
        visitor.press("次へ")


def working(visitor: Visitor) -> str:
    return visitor.page.locator(".work").inner_text()


def test_case_b_is_worked_out_by_hand(visitor: Visitor, check: str) -> None:
    visitor.go(check)
    visitor.look("P3-department")
    visitor.press("次へ")
    visitor.look("P3-nothing-chosen")
    visitor.page.get_by_role("alert").get_by_role("link", name="答えを選んでください。").click()
    answer(visitor, "協働事業部門")
    visitor.look("P3-question")
    # もどる keeps the answers, and so does loading the page anew.
    visitor.press("もどる")
    assert visitor.page.get_by_label("協働事業部門").is_checked()
    visitor.press("次へ")
    answer(visitor, "ない（はじめて）")
    visitor.page.get_by_text("応募できます", exact=True).wait_for()
    visitor.fill("対象になる経費", "６０９，６００円")
    visitor.fill("対象にならない経費", "30400")
    visitor.fill("参加費などの収入", "¥183,000")
    visitor.page.get_by_role("heading", level=1).click()
    told = working(visitor)
    # 609,600 × 3/4 = 457,200 → 457,000; 640,000 − 183,000 = 457,000: both are the smallest.
    assert "対象経費 609,600円 × 3/4 = 457,200円 → 1,000円未満切捨て 457,000円" in told
    assert "総事業費 640,000円 − 他の収入 183,000円 = 457,000円" in told
    assert told.count("いちばん小さい") == 2
    assert "申請できる金額は 457,000円までです" in told
    assert visitor.page.get_by_label("対象になる経費").input_value() == "609,600"
    visitor.look("P3-may-apply")
    visitor.page.reload()
    visitor.page.get_by_text("応募できます", exact=True).wait_for()
    assert "457,000円までです" in working(visitor)
    # Once it is there, it needs no line.
    with offline(visitor):
        visitor.fill("参加費などの収入", "243000")
        assert "申請できる金額は 397,000円までです" in working(visitor)


def test_what_was_answered_goes_into_the_draft(visitor: Visitor, check: str) -> None:
    visitor.go(check)
    answer(visitor, "協働事業部門", "1回")
    visitor.fill("対象になる経費", "600000")
    visitor.fill("参加費などの収入", "100,000")
    # The second award is at 2/3: 400,000.
    assert "申請できる金額は 400,000円までです" in working(visitor)
    visitor.page.get_by_role("link", name="この内容で申請をはじめる").evaluate(
        "link => { link.addEventListener('click', event => event.preventDefault()); link.click(); }"
    )
    carried = json.loads(visitor.page.evaluate("localStorage.getItem('machitane.carried')"))
    fields = carried["fields"]
    assert fields["requested"] == 400_000
    assert [(row["unit_price"], row["quantity"], row["eligible"]) for row in fields["expenses"]] == [
        (600_000, 1, True)
    ]
    assert [(row["category"], row["amount"]) for row in fields["income"]] == [("参加費", 100_000)]


def test_a_no_says_why_and_whom_to_ask(visitor: Visitor, check: str) -> None:
    visitor.go(check)
    answer(visitor, "はじめの一歩部門", "1回以上")
    box = (
        visitor.page.get_by_role("status")
        .filter(has_text="今回は対象になりません")
        .or_(visitor.page.get_by_role("alert").filter(has_text="今回は対象になりません"))
    )
    told = box.first.inner_text()
    assert "この部門での採択は、1回までです。" in told
    assert "申請の回数" in told, "the section it rests on"
    assert "044-000-0000" in told
    visitor.look("P3-not-this-time")
    visitor.press("答えを直す")
    answer(visitor, "はじめの一歩部門", "分からない")
    visitor.page.get_by_text("事務局にご相談ください", exact=True).wait_for()
    visitor.look("P3-ask-the-office")


def test_figures_that_cannot_be_read_are_named_after_one_has_left(visitor: Visitor, check: str) -> None:
    visitor.go(check)
    answer(visitor, "協働事業部門", "ない（はじめて）")
    field = visitor.page.get_by_label("対象になる経費")
    field.fill("約千円")
    wrong = visitor.page.get_by_text("整数で入力してください。")
    assert wrong.count() == 0, "never while somebody is typing"
    field.blur()
    wrong.wait_for()
    assert field.input_value() == "約千円", "never cleared because it is wrong"
    # Below the floor of the department (R2).
    field.fill("100000")
    visitor.page.get_by_text("下限の100,000円に満たないため").wait_for()


def test_the_keyboard_is_enough(new_visitor: NewVisitor, check: str) -> None:
    visitor = new_visitor(viewport=WIDE)
    visitor.go(check)
    page = visitor.page
    page.get_by_label("はじめの一歩部門").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("協働事業部門").is_checked()
    page.keyboard.press("Enter")
    page.get_by_text("質問 1つのうち1つ目").wait_for()
    page.get_by_label("ない（はじめて）").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Backspace")
    assert page.get_by_text("質問 1つのうち1つ目").is_visible(), "Backspace never leaves"
    page.keyboard.press("Enter")
    page.get_by_text("応募できます", exact=True).wait_for()


def test_an_application_begins_with_what_was_worked_out_and_its_budget_says_the_same(
    new_visitor: NewVisitor, check: str
) -> None:
    visitor = new_visitor(viewport=WIDE)
    visitor.go(check)
    answer(visitor, "協働事業部門", "ない（はじめて）")
    visitor.fill("対象になる経費", "609,600")
    visitor.fill("対象にならない経費", "30,400")
    visitor.fill("参加費などの収入", "183,000")
    assert "申請できる金額は 457,000円までです" in working(visitor)
    visitor.press("この内容で申請をはじめる")
    visitor.sign_in(address("applicant2"))
    visitor.page.get_by_text("確かめたときの答えと金額を、下書きに写します。").wait_for()
    visitor.look("A3-begin")
    group = visitor.page.locator("input[name=group]")
    if group.count():
        group.first.check()
    visitor.press("申請をはじめる")
    visitor.page.wait_for_url(re.compile(r"/apply/\d+$"))
    visitor.go(visitor.page.url.removeprefix(visitor.address) + "/budget")
    visitor.page.locator(".work-sum").get_by_text("457,000円").wait_for()
    assert visitor.page.get_by_label("助成希望額").input_value() == "457,000"
    assert visitor.page.get_by_text("支出と収入は一致しています").is_visible()

    # Who comes in by Tab has the whole figure selected, and types over it.
    asked = visitor.page.get_by_label("助成希望額")
    income = visitor.page.locator("[id^=b-income-][id$=-amount]").first
    income.fill("１８３，００１")
    visitor.page.get_by_text("上限より1円多く").first.wait_for()
    visitor.page.locator("h1").click()
    assert income.input_value() == "183,001"
    asked.focus()
    visitor.page.keyboard.press("Shift+Tab")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type("456000")
    visitor.page.locator("h1").click()
    assert asked.input_value() == "456,000"
    visitor.look("A8-does-not-balance")
    income.focus()
    for _ in range(2):
        visitor.page.keyboard.press("Control+z")
    assert income.input_value() == "183,000"
    assert asked.input_value() == "457,000"
    visitor.page.get_by_text("支出と収入は一致しています").wait_for()
