"""Journey 1 (下書きを守る): a whole form is written on a phone while the line goes, the tab dies and the
session ends, and nothing of it is lost."""

from __future__ import annotations

import time
from typing import Final
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from tests.journeys.applicant import Applicant, sign_up
from tests.journeys.conftest import NewVisitor
from tests.journeys.filled_form import FILES, FORM
from tests.journeys.visitor import wait

pytestmark = pytest.mark.processes
CUT: Final = 40
"""The field at which the line goes, counted from 1."""
SYNC_SECONDS, STATE_SECONDS = 10, 2
SAVED: Final = ("保存しました", "この端末に保存しました")


def shows_saved(page: Page, *, offline: bool = False) -> float:
    """Seconds until the save state says that what was typed is kept."""
    began = time.monotonic()
    page.get_by_text(SAVED[offline], exact=False).first.wait_for(timeout=STATE_SECONDS * 1000)
    return time.monotonic() - began


def test_nothing_of_a_form_is_lost(new_visitor: NewVisitor, check: str) -> None:
    assert len(FORM) == 58
    assert FORM[CUT - 1].step == "outcome", "in the middle of a step"
    visitor = new_visitor()
    email = f"{uuid4().hex}@example.org"
    applicant = Applicant.begun(visitor, check, lambda: sign_up(visitor, email))
    before, after = FORM[: CUT - 1], FORM[CUT - 1 :]

    # Up to field 39 with a line; the save state is there after every step's last key.
    for step in ("group", "project", "plan", "outcome"):
        applicant.open(step)
        applicant.write(step, before)
        shows_saved(visitor.page)

    # The line goes at field 40; one types on, loads the page anew, and the tab dies.
    visitor.context.set_offline(True)
    rest = [entry for entry in after if entry.step == "outcome"]
    applicant.write("outcome", rest[:8])
    shows_saved(visitor.page, offline=True)
    visitor.page.reload()
    visitor.page.locator(f"#{rest[7].id}").wait_for()
    assert visitor.page.locator(f"#{rest[7].id}").input_value() == rest[7].text
    visitor.page.close()
    visitor.context.set_offline(False)
    began = time.monotonic()
    visitor.page = visitor.new_page()
    applicant.open("outcome")
    for entry in rest[:8]:
        assert visitor.page.locator(f"#{entry.id}").input_value() == entry.text
    applicant.in_sync(SYNC_SECONDS - (time.monotonic() - began))

    # Offline once more, now without dying: back in sync when the line returns.
    visitor.context.set_offline(True)
    applicant.write("outcome", rest[8:])
    shows_saved(visitor.page, offline=True)
    visitor.context.set_offline(False)
    applicant.in_sync(SYNC_SECONDS)

    # The session ends while the budget is written; signing in over the form loses no key.
    applicant.open("budget")
    asked = visitor.page.get_by_label("助成希望額")
    asked.wait_for()
    applicant.write_budget()
    visitor.context.clear_cookies(name="sessionid")
    applicant.type(asked, "456,789")
    sign_in_again(applicant, email)
    assert asked.input_value() == "456,789"
    applicant.typed["requested"] = 456_789
    applicant.in_sync(SYNC_SECONDS)
    applicant.write("budget")
    visitor.page.locator("h1").click()
    applicant.in_sync(SYNC_SECONDS)
    assert len(applicant.typed["expenses"]) == 12

    # Files chosen without a line wait on the device.
    applicant.open("files")
    visitor.context.set_offline(True)
    applicant.attach(*FILES)
    visitor.page.get_by_text("電波が戻ると送ります").nth(2).wait_for()
    visitor.page.close()
    visitor.context.set_offline(False)
    visitor.page = visitor.new_page()
    applicant.open("files")
    wait(lambda: applicant.hashes() == {file.name: file.hash for file in FILES} or None, SYNC_SECONDS)

    applicant.open("consents")
    applicant.write("consents", after)
    applicant.in_sync(SYNC_SECONDS)
    typed = [path for path in applicant.typed if path not in {"expenses", "income"}]
    assert len(typed) == 58
    assert applicant.submit()


def sign_in_again(applicant: Applicant, email: str) -> None:
    """In the sheet over the form."""
    page = applicant.page
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("heading", name="もう一度ログインしてください").wait_for()
    before = len(applicant.visitor.letters(email))
    sheet.get_by_label("メールアドレス").fill(email)
    sheet.get_by_role("button", name="確認番号を送る").click()
    sheet.get_by_label("確認番号").fill(applicant.visitor.code(email, before))
    sheet.get_by_role("button", name="ログインする").click()
    sheet.wait_for(state="detached")
