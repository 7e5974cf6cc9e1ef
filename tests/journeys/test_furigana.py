"""ふりがな in the application: the site's own words are read, what people type is not, and typing goes on."""

from __future__ import annotations

from typing import Final

import pytest

from tests.journeys.test_drafts import draft_of, signed_in
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.processes
LABEL: Final = "事業名"
TYPED: Final = "助成を受けて緑道の申請を手伝う"


def test_the_screens_own_words_are_read(visitor: Visitor) -> None:
    signed_in(visitor, "applicant2")
    visitor.go(f"/apply/{draft_of(visitor)}/project")
    page = visitor.page
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.locator("ruby").count() == 0
    field = page.locator("#f-title")
    field.fill(TYPED)

    page.get_by_role("button", name="ふりがな", exact=True).first.click()
    label = page.locator("label[for=f-title]")
    label.locator("ruby").first.wait_for()
    readings = label.locator("rt").evaluate_all("all => all.map(rt => rt.dataset.reading)")
    assert readings[0].startswith("じぎょう"), readings
    assert page.locator("h1 ruby").count() > 0
    # A label is called what it was called before, and the field is the same one.
    assert field.input_value() == TYPED
    page.get_by_label(LABEL).first.wait_for()
    field.press("End")
    field.type("会")
    assert field.input_value() == f"{TYPED}会"
    visitor.look("A6-furigana")

    # The device remembers it: here, on the pages for reading, and on the way back.
    page.reload()
    page.locator("label[for=f-title] ruby").first.wait_for()
    visitor.go("/help")
    page.wait_for_url("**/help?furigana=1")
    page.get_by_role("link", name="ふりがなを").first.click()
    page.wait_for_url(lambda url: "furigana" not in url)
    visitor.settle()
    assert page.locator("ruby").count() == 0
    visitor.go(f"/apply/{draft_of(visitor)}/project")
    page.locator("#f-title").wait_for()
    assert page.locator("ruby").count() == 0

    page.get_by_role("button", name="ふりがな", exact=True).first.click()
    page.locator("label[for=f-title] ruby").first.wait_for()
    page.locator("button", has_text="ふりがなを消す").first.click()
    page.locator("ruby").first.wait_for(state="detached")
    assert page.locator("#f-title").input_value() == f"{TYPED}会"
    visitor.clean()
