"""A1: signing up and in by code, what is refused, and signing in again over a screen."""

from __future__ import annotations

import pytest

from intake.demo_content import address
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.processes


def test_a_new_person_signs_up_and_stays_where_they_wanted_to_go(visitor: Visitor) -> None:
    visitor.go("/signup?next=/parts")
    visitor.look("A1-signup")
    visitor.press("登録して進む")
    visitor.look("A1-signup-errors")
    summary = visitor.page.get_by_role("alert")
    assert "入力内容を確認してください（2件）" in summary.inner_text()
    summary.get_by_role("link", name="お名前を入力してください。").click()
    assert visitor.page.evaluate("document.activeElement.id") == "name"
    visitor.fill("お名前", "山田 花子")
    visitor.fill("メールアドレス", "hanako@example.org")
    visitor.press("登録して進む")
    visitor.page.get_by_label("確認番号").wait_for()
    visitor.look("A1-code")
    visitor.page.get_by_label("確認番号").fill(visitor.code("hanako@example.org", 0))
    visitor.press("ログインする")
    visitor.page.get_by_role("heading", name="部品の見本").wait_for()
    assert visitor.page.url.endswith("/parts")
    assert visitor.page.get_by_text("山田 花子 さん").count() > 0


def test_a_wrong_code_keeps_the_page_and_says_what_to_do(visitor: Visitor) -> None:
    visitor.go("/login")
    visitor.look("A1-login")
    visitor.press("確認番号を送る")
    assert visitor.page.get_by_text("メールアドレスを入力してください。").is_visible()
    before = len(visitor.letters(address("applicant")))
    visitor.fill("メールアドレス", address("applicant"))
    visitor.press("確認番号を送る")
    code = visitor.code(address("applicant"), before)
    visitor.page.get_by_label("確認番号").fill("111111" if code != "111111" else "222222")
    visitor.press("ログインする")
    visitor.page.get_by_text("確認番号が違います。").wait_for()
    visitor.look("A1-wrong-code")
    wide = code.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    visitor.page.get_by_label("確認番号").fill(wide)
    visitor.press("ログインする")
    visitor.page.get_by_label("確認番号").wait_for(state="detached")


def test_the_catalogue_shows_all_parts(visitor: Visitor) -> None:
    visitor.go("/parts")
    visitor.look("parts")
    visitor.press("開く")
    dialog = visitor.page.get_by_role("dialog")
    dialog.wait_for()
    assert visitor.violations() == []
    visitor.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert visitor.page.evaluate("document.activeElement.textContent") == "開く"
