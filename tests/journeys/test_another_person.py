"""A session ends in one tab and somebody else signs in in another: nothing is saved under the wrong name."""

from __future__ import annotations

from typing import Any

import pytest

from intake.demo_content import address
from tests.journeys.applicant import Applicant
from tests.journeys.test_drafts import draft_of, signed_in
from tests.journeys.test_writing import sign_in_again
from tests.journeys.visitor import wait

pytestmark = pytest.mark.processes


def title_of(visitor: Any, application: int) -> Any:
    answer = visitor.context.request.get(f"{visitor.address}/api/v1/applications/{application}/draft/")
    return answer.json().get("draft", {}).get("title")


def test_what_one_typed_is_not_saved_as_another(new_visitor: Any) -> None:
    visitor = signed_in(new_visitor(), "applicant")
    application = draft_of(visitor)
    visitor.go(f"/apply/{application}/project")
    page = visitor.page
    page.locator("#f-title").wait_for()
    before = title_of(visitor, application)

    visitor.context.clear_cookies(name="sessionid")
    page.locator("#f-title").fill("代表が書いた題")
    page.get_by_role("dialog").wait_for()
    visitor.page = visitor.new_page()
    signed_in(visitor, "treasurer")

    visitor.page, other = page, visitor.page
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.get_by_text("でログインしています").first.wait_for()
    page.get_by_text("入力はこの端末に残っています").first.wait_for()
    page.get_by_role("dialog").wait_for(state="detached")
    assert page.locator("#f-title").input_value() == "代表が書いた題"
    assert title_of(visitor, application) == before
    visitor.look("A6-another-person")

    page.locator("#f-title").fill("代表が書いた題、つづき")
    page.get_by_role("button", name="自分でログインしなおす").click()
    sign_in_again(Applicant(visitor, application), address("applicant"))
    wait(lambda: title_of(visitor, application) == "代表が書いた題、つづき" or None, 10)
    page.get_by_text("でログインしています").wait_for(state="detached")
    other.close()
