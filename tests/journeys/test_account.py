"""U1: one's mail, one's data and leaving, in the browser and at the server."""

from __future__ import annotations

import json

import pytest

from intake.demo_content import address
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.processes


def sign_up(visitor: Visitor, email: str) -> None:
    visitor.go("/signup?next=/account")
    visitor.fill("お名前", "山田 花子")
    visitor.fill("メールアドレス", email)
    visitor.press("登録して進む")
    visitor.page.get_by_label("確認番号").wait_for()
    visitor.page.get_by_label("確認番号").fill(visitor.code(email, 0))
    visitor.press("ログインする")
    visitor.page.get_by_role("heading", name="アカウント", level=1).wait_for()


def test_somebody_chooses_their_mail_takes_their_data_and_leaves(visitor: Visitor) -> None:
    page = visitor.page
    sign_up(visitor, "leaver@example.org")
    page.get_by_role("button", name="この端末からログアウトする").wait_for()
    visitor.look("U1-account")
    assert visitor.violations() == []

    page.get_by_label("やりとりが届いたときのお知らせ").uncheck()
    visitor.press("お知らせの設定を保存する")
    page.get_by_text("保存しました。").wait_for()
    page.reload()
    page.get_by_label("やりとりが届いたときのお知らせ").wait_for()
    assert not page.get_by_label("やりとりが届いたときのお知らせ").is_checked()

    with page.expect_download() as taken:
        page.get_by_role("link", name="わたしのデータを受け取る").click()
    data = json.loads(taken.value.path().read_text())
    assert data["records"]["person"]["rows"][0]["mail_off"] == ["messages"]

    visitor.press("利用をやめる")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert visitor.violations() == []
    dialog.get_by_role("button", name="利用をやめる").click()
    page.wait_for_url("**/")
    visitor.go("/account")
    page.get_by_role("heading", name="ログイン", level=1).wait_for()


def test_a_passkey_is_added_used_and_taken_away(visitor: Visitor) -> None:
    page = visitor.page
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    sign_up(visitor, "keeper@example.org")
    visitor.fill("この端末の名前", "花子の電話")
    visitor.press("パスキーを登録する")
    page.get_by_text("パスキーを登録しました。").wait_for()
    visitor.look("U1-passkey")
    visitor.press("この端末からログアウトする")
    page.wait_for_url("**/")
    visitor.go("/login?next=/account")
    visitor.press("パスキーでログイン")
    page.get_by_role("heading", name="アカウント", level=1).wait_for()
    visitor.press("「花子の電話」を消す")
    page.get_by_text("まだ登録していません。").wait_for()


def test_an_address_changes_once_its_code_came_back(visitor: Visitor) -> None:
    page = visitor.page
    sign_up(visitor, "mover@example.org")
    visitor.press("メールアドレスを変える")
    page.get_by_text("新しいメールアドレスを入力してください。").wait_for()
    visitor.fill("新しいメールアドレス", "moved@example.org")
    visitor.press("メールアドレスを変える")
    page.get_by_label("確認番号").wait_for()
    page.get_by_label("確認番号").fill(visitor.code("moved@example.org", 0))
    visitor.press("確認する")
    page.get_by_text("メールアドレスを変えました。").wait_for()
    page.get_by_text("moved@example.org").wait_for()


def test_who_speaks_for_a_group_is_told_what_to_do_first(visitor: Visitor) -> None:
    visitor.go("/login?next=/account")
    visitor.sign_in(address("applicant2"))
    visitor.go("/account")
    visitor.press("利用をやめる")
    visitor.page.get_by_text("いまは、利用をやめられません").wait_for()
    visitor.look("U1-refused")
    assert visitor.violations() == []
