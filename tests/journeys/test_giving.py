"""Journey 10 as far as it goes: home, four steps, thanks, on the smallest screen."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import NewVisitor
from tests.journeys.visitor import SMALLEST

pytestmark = pytest.mark.processes

MOST_TAPS, MOST_FIELDS = 12, 8


def test_somebody_without_an_account_gives_by_transfer(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(viewport=SMALLEST)
    page = visitor.page
    taps = 0

    def tap(name: str) -> None:
        nonlocal taps
        taps += 1
        page.get_by_role("button", name=name).click()

    visitor.go("/")
    page.locator("main").get_by_role("link", name="寄附する", exact=True).first.click()
    taps += 1
    page.get_by_role("heading", name="寄附する").wait_for()
    visitor.look("P4-purpose")
    tap("次へ")
    page.get_by_label("10,000円").check()
    taps += 1
    visitor.look("P4-amount")
    tap("次へ")
    assert page.get_by_role("radio", name="公開しない").is_checked()
    tap("次へ")
    visitor.look("P4-name-errors")
    page.locator("#name").fill("山田 花子")
    page.locator("#email").fill("hanako@example.org")
    page.reload()
    for _ in range(2):
        page.get_by_role("button", name="次へ").click()
    assert page.locator("#name").input_value() == "山田 花子"
    tap("次へ")
    page.get_by_label("銀行振込").check()
    taps += 1
    visitor.look("P4-pay")
    tap("内容を確認する")
    visitor.look("P4-check")
    page.get_by_role("button", name="10,000円を寄附する").dblclick()
    taps += 1
    page.get_by_role("heading", name="ご寄附ありがとうございます").wait_for()
    visitor.look("P5")
    assert taps <= MOST_TAPS
    reference = page.locator("dd").first.inner_text()
    assert len(reference) == 6
    assert reference in page.locator("main").inner_text().split("振込の名義")[1]
    page.reload()
    page.get_by_text(reference).first.wait_for()
