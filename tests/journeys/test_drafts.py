"""Nothing typed is lost: a script types into a real form while line, tab, session and server are cut at
random; two people at one field; the control without the device."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any, Final

import pytest
from playwright.sync_api import Page

from intake.demo import PASSWORD
from intake.demo_content import address
from tests.journeys.visitor import Visitor, wait

pytestmark = pytest.mark.processes

ROUNDS: Final = 200 if os.environ.get("PROVE") else 20
SEED: Final = int(os.environ.get("SEED", "20261129"))
TEXT: Final = "緑道に花を植えて、通る人の足をとめたい。年に八回の作業を、ご近所の八十人とします。"
FIELDS: Final = ("purpose", "activities")
# A device that keeps nothing, as if the form saved to the server only.
FORGETFUL: Final = """
  Object.defineProperty(window, 'indexedDB', { value: undefined });
  Storage.prototype.setItem = () => { throw new Error('forbidden'); };
"""


class Writer:
    """Somebody who writes in one form, whatever happens to their browser."""

    def __init__(self, visitor: Visitor, application: int, seed: int) -> None:
        self.visitor, self.application = visitor, application
        self.random = random.Random(seed)
        self.typed = dict.fromkeys(FIELDS, "")
        self.page = visitor.page

    @property
    def path(self) -> str:
        return f"{self.visitor.address}/apply/{self.application}/project"

    def open(self) -> Page:
        page = self.visitor.new_page()
        page.goto(self.path)
        return page

    def type(self, page: Page, most: int = 8) -> None:
        field = self.random.choice(FIELDS)
        start = len(self.typed[field])
        letters = "".join(TEXT[(start + i) % len(TEXT)] for i in range(self.random.randint(2, most)))
        page.locator(f"#f-{field}").focus()
        page.keyboard.press("Control+End")
        page.keyboard.type(letters, delay=self.random.choice([0, 0, 15]))
        self.typed[field] += letters

    def shown(self, page: Page) -> dict[str, str]:
        return {field: page.locator(f"#f-{field}").input_value() for field in FIELDS}

    def saved(self) -> dict[str, str]:
        answer = self.visitor.context.request.get(
            f"{self.visitor.address}/api/v1/applications/{self.application}/draft/"
        )
        draft = answer.json().get("draft", {})
        return {field: draft.get(field, "") for field in FIELDS}

    def sees_everything(self, page: Page) -> None:
        wait(lambda: self.shown(page) == self.typed or None, 10)

    def clear(self) -> None:
        """Begin with empty fields."""
        self.page = self.open()
        for field in FIELDS:
            self.page.locator(f"#f-{field}").fill("")
        wait(lambda: self.saved() == self.typed or None, 10)


def offline(writer: Writer) -> None:
    writer.visitor.context.set_offline(True)
    writer.type(writer.page)
    writer.visitor.context.set_offline(False)


def reload(writer: Writer) -> None:
    writer.page.reload()
    writer.sees_everything(writer.page)


def kill(writer: Writer) -> None:
    writer.page.close()
    writer.page = writer.open()
    writer.sees_everything(writer.page)


def expired(writer: Writer) -> None:
    context = writer.visitor.context
    cookies = [cookie for cookie in context.cookies() if cookie["name"] == "sessionid"]
    context.clear_cookies(name="sessionid")
    writer.type(writer.page)
    writer.page.get_by_role("dialog").wait_for()
    context.add_cookies(cookies)  # type: ignore[arg-type]
    writer.page.evaluate("dispatchEvent(new Event('focus'))")
    writer.page.get_by_role("dialog").wait_for(state="detached")


def stopped(writer: Writer) -> None:
    writer.visitor.context.route("**/api/v1/**", lambda route: route.abort())
    writer.type(writer.page)
    writer.visitor.context.unroute("**/api/v1/**")


def second_tab(writer: Writer) -> None:
    first, second = writer.page, writer.open()
    writer.sees_everything(second)
    writer.type(second)
    if writer.random.random() < 0.5:
        first.close()
        writer.page = second
    else:
        second.close()
        first.bring_to_front()
        first.evaluate("dispatchEvent(new Event('focus'))")
        writer.sees_everything(first)


CUTS: Final[tuple[Callable[[Writer], None], ...]] = (offline, reload, kill, expired, stopped, second_tab)


def draft_of(visitor: Visitor) -> int:
    listed = visitor.context.request.get(f"{visitor.address}/api/v1/applications/?state=draft").json()
    return int(listed["results"][0]["id"])


def signed_in(visitor: Visitor, role: str) -> Visitor:
    visitor.enter(address(role), PASSWORD)
    visitor.go("/my")
    return visitor


def test_not_one_character_is_lost(visitor: Visitor) -> None:
    signed_in(visitor, "applicant2")
    writer = Writer(visitor, draft_of(visitor), SEED)
    writer.clear()
    for number in range(ROUNDS):
        writer.type(writer.page)
        cut = writer.random.choice(CUTS)
        cut(writer)
        writer.type(writer.page, 4)
        assert wait(lambda: writer.saved() == writer.typed or None, 10), (number, cut.__name__)
        assert writer.shown(writer.page) == writer.typed, (number, cut.__name__)
    assert not writer.page.get_by_text("2つの入力があります").count()
    visitor.page = writer.page
    visitor.look("A6-written")


def test_without_the_device_something_is_lost(new_visitor: Any) -> None:
    # Without the worker, too: what it sends is not cut off with the page's line.
    visitor = signed_in(new_visitor(service_workers="block"), "applicant2")
    visitor.context.add_init_script(FORGETFUL)
    writer = Writer(visitor, draft_of(visitor), SEED)
    writer.clear()
    visitor.context.set_offline(True)
    writer.type(writer.page)
    writer.page.close()
    visitor.context.set_offline(False)
    page = writer.open()
    page.locator("#f-purpose").wait_for()
    page.wait_for_timeout(1_500)
    assert writer.shown(page) != writer.typed


def test_two_people_at_one_field_choose(new_visitor: Any) -> None:
    mine, theirs = signed_in(new_visitor(), "applicant"), signed_in(new_visitor(), "treasurer")
    application = draft_of(mine)
    for each in (mine, theirs):
        each.go(f"/apply/{application}/project")
        each.page.locator("#f-title").wait_for()
    mine.context.set_offline(True)
    mine.page.locator("#f-title").fill("代表の題")
    theirs.page.locator("#f-title").fill("会計の題")
    theirs.page.get_by_text("保存しました").first.wait_for()
    theirs.page.wait_for_timeout(1_500)
    mine.context.set_offline(False)

    mine.page.get_by_text("「事業名」に2つの入力があります").wait_for()
    assert mine.page.locator("#f-title").input_value() == "代表の題"
    assert mine.page.get_by_text("会計の題").is_visible()
    mine.look("A6-conflict")
    mine.press("自分の入力を使う")

    mine.page.get_by_text("「事業名」に2つの入力があります").wait_for(state="detached")
    theirs.page.evaluate("dispatchEvent(new Event('focus'))")
    saved = Writer(theirs, application, 0)
    wait(lambda: saved_title(saved) == "代表の題" or None, 10)


def saved_title(writer: Writer) -> Any:
    answer = writer.visitor.context.request.get(
        f"{writer.visitor.address}/api/v1/applications/{writer.application}/draft/"
    )
    return answer.json()["draft"].get("title")


def test_what_the_profile_left_on_the_device_is_sent_from_any_step(visitor: Visitor) -> None:
    signed_in(visitor, "applicant2")
    writer = Writer(visitor, draft_of(visitor), SEED)
    visitor.go(f"/apply/{writer.application}/group")
    address_field = visitor.page.locator("#f-group-address")
    kept = address_field.input_value()
    visitor.context.set_offline(True)
    address_field.press("End")
    address_field.press_sequentially("・会館2階")
    visitor.page.close()
    visitor.context.set_offline(False)
    writer.open()
    screen = f"{visitor.address}/api/v1/screens/applications/{writer.application}/"

    def saved() -> Any:
        return visitor.context.request.get(screen).json()["group"]["address"] == f"{kept}・会館2階"

    wait(saved, 10)


def test_the_sheet_for_signing_in_waits_until_nobody_types(visitor: Visitor) -> None:
    signed_in(visitor, "treasurer")
    visitor.go(f"/apply/{draft_of(visitor)}/project")
    page, field = visitor.page, visitor.page.locator("#f-purpose")
    field.fill("")
    visitor.context.clear_cookies(name="sessionid")
    field.focus()
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.keyboard.type(TEXT, delay=60)
    assert field.input_value() == TEXT
    page.get_by_role("dialog").wait_for()
    assert page.get_by_role("dialog").get_by_label("メールアドレス").input_value() == ""
