"""Journey 4 (補正): the office asks for three fields, the group answers on a phone, both see what changed.

And what stands around it: the group's home, status, receipt, messages and profile.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from common.clock import JST
from intake.demo_content import address
from tests.journeys.conftest import NewVisitor
from tests.journeys.tour import Objects
from tests.journeys.visitor import Visitor
from tests.processes.site import Site

pytestmark = pytest.mark.processes
ASKED = {
    "summary": "もう少し具体的に書いてください。",
    "purpose": "数を入れてください。",
    "outcome": "人数を入れてください。",
}
MOST_TAPS = 12
TAPS = "addEventListener('click', event => event.isTrusted && sessionStorage.setItem('taps', 1 + Number(sessionStorage.getItem('taps'))), true)"  # noqa: E501


@pytest.fixture
def objects(demo_site: Site) -> Objects:
    return Objects(f"http://localhost:{demo_site.port}")


@pytest.fixture
def asked(objects: Objects) -> Any:
    """An application of the open call with three fields asked for; as the office sees it."""
    office = objects.person("officer")
    call = objects.person("applicant3").get("rounds/?state=open")["results"][0]["id"]
    rows = objects.person("applicant3").get(f"applications/?round={call}&state=submitted")["results"]
    return office.post(
        f"applications/{rows[0]['id']}/ask-correction/",
        {
            "requests": [{"field": field, "text": text} for field, text in ASKED.items()],
            "message": "お手数をおかけします。",
            "due_on": str(datetime.now(JST).date() + timedelta(days=7)),
        },
    )


def signed_in(new_visitor: NewVisitor, who: str) -> Visitor:
    visitor = new_visitor()
    visitor.go("/login?next=/my")
    visitor.sign_in(address(who))
    visitor.page.get_by_role("heading", name="わたしの申請").wait_for()
    return visitor


def test_a_correction_is_answered_on_a_phone(
    new_visitor: NewVisitor, objects: Objects, asked: dict[str, Any]
) -> None:
    visitor = signed_in(new_visitor, "applicant3")
    page = visitor.page
    visitor.look("A3")
    page.add_init_script(TAPS)
    page.reload()
    page.get_by_role("link", name=re.compile("補正に答える")).first.click()
    page.get_by_role("heading", name="補正（書き直しのお願い）").wait_for()
    visitor.look("A14")
    boxes = page.get_by_label("直した内容")
    assert boxes.count() == len(ASKED)
    before = [boxes.nth(index).input_value() for index in range(3)]
    for index, text in enumerate(
        ("五回の作業で苗を植えます。", "五百株を植えます。", "八十人が参加します。")
    ):
        boxes.nth(index).fill(text)
    page.get_by_text("保存しました").wait_for()
    # The rest is there to read, and only there.
    assert page.get_by_text("ほかの項目（直せません）").is_visible()
    assert page.locator("main textarea, main input").count() == len(ASKED)
    for text in before:
        assert page.get_by_text(text, exact=True).first.is_visible()
    visitor.press("補正を提出する")
    page.get_by_text("2回目の提出を受け付けました").wait_for()
    assert int(page.evaluate("sessionStorage.getItem('taps')")) <= MOST_TAPS
    visitor.look("A12")

    office = objects.person("officer").get(f"applications/{asked['id']}/corrections/1/")
    assert [row["field"] for row in office["items"]] == ["summary", "purpose", "outcome"]
    assert [row["before"] for row in office["items"]] == before
    assert all(row["changed"] for row in office["items"])
    assert office["others_changed"] == []
    visitor.press("申請の状況を見る")
    page.get_by_text("事務局が確認しています").first.wait_for()
    visitor.look("A13")


def test_a_group_writes_to_the_office_and_keeps_its_profile(
    new_visitor: NewVisitor, objects: Objects
) -> None:
    visitor = signed_in(new_visitor, "applicant3")
    page = visitor.page
    award = objects.person("applicant3").get("awards/")["results"][0]
    visitor.go(f"/messages?application={award['application']}")
    visitor.press("送る", exact=True)
    page.get_by_text("入力してください。").wait_for()
    visitor.look("A19-errors")
    visitor.fill("事務局に送る文", "報告書の写真は何枚まで出せますか。")
    visitor.press("送る", exact=True)
    page.get_by_text("送りました").wait_for()
    assert page.get_by_text("報告書の写真は何枚まで出せますか。").is_visible()
    visitor.look("A19")

    visitor.go(f"/groups/{award['group']['id']}")
    visitor.press("口座を変える")
    bank = page.get_by_role("combobox", name=re.compile("^銀行"))
    bank.press_sequentially("みずほ")
    page.get_by_role("option").first.wait_for()
    assert visitor.violations() == []
    bank.press("ArrowDown")
    bank.press("Enter")
    branch = page.get_by_role("combobox", name=re.compile("^支店"))
    branch.press_sequentially("みぞのくち")
    page.get_by_role("option").first.wait_for()
    branch.press("ArrowDown")
    branch.press("Enter")
    assert (bank.input_value(), branch.input_value()) == ("みずほ", "溝ノ口")
    visitor.fill("口座番号", "１２３４５６７")
    visitor.fill("口座名義のカナ", "みはらしりょくち")
    page.get_by_text("ﾐﾊﾗｼﾘﾖｸﾁ", exact=True).wait_for()
    visitor.look("A2-account")
    visitor.press("この口座を登録する")
    page.get_by_text("口座を登録しました。").wait_for()
    assert page.get_by_text("1234567").count() == 0
    visitor.look("A2")
