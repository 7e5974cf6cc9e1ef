"""After the decision: a reduced offer is accepted with its budget mended, changes are told, one is approved.

The figures are worked out by hand: 280,000 × 3/4 = 210,000 of the 240,000 asked for, so the filed budget of
300,000 with 60,000 of other income is 30,000 apart. Later 30,000 move from 150,000 of 消耗品費 (20 %, which
is not more than 20 %) to 110,000 of 報償費 (27.3 %, which is).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from intake.demo import PASSWORD
from intake.demo_content import HOST
from tests.journeys.browserless import Person
from tests.journeys.conftest import NewVisitor, site_of_the_demo
from tests.journeys.line import JST, VOICES, Line
from tests.journeys.visitor import Visitor
from tests.processes.site import Site

pytestmark = pytest.mark.processes
GROUP = "みはらし里山の会"
SEND = "変更を届け出る"


@pytest.fixture(scope="module")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of its own, for its clock is moved."""
    with site_of_the_demo(tmp_path_factory) as made:
        yield made


@pytest.fixture(scope="module")
def line(demo_site: Site) -> Line:
    """The results are out, and nobody has answered."""

    def advance(moment: datetime) -> None:
        demo_site.run(("python", "manage.py", "advance", "--to", moment.isoformat()))

    made = Line(f"http://localhost:{demo_site.port}", advance, PASSWORD, HOST, datetime.now(JST))
    made.give()
    call = made.apply()
    made.judge(call)
    made.on(date.fromisoformat(call["decided_on"]))
    for who, verb in (("officer", "prepare"), ("approver", "approve"), ("officer", "release")):
        made.by(who).post(f"rounds/{call['id']}/decisions/{verb}/")
    for voice in set(VOICES.values()):
        rows = made.by(voice).get(f"awards/?round={call['id']}")["results"]
        made.awards |= {row["group"]["name"]: row["id"] for row in rows}
    return made


def enter(visitor: Visitor, person: Person) -> None:
    """With the session that the person has at the API."""
    visitor.context.add_cookies(
        [{"name": cookie.name, "value": cookie.value or "", "url": visitor.address} for cookie in person._jar]
    )


def test_an_offer_is_accepted_and_its_project_changes(new_visitor: NewVisitor, line: Line) -> None:
    award, visitor = line.awards[GROUP], new_visitor()
    enter(visitor, line.by("applicant"))
    accepts(visitor, line, award)
    tells_a_small_change(visitor, award)
    asks_for_a_large_one(visitor, line, award)
    thinks_better_of_stopping(visitor, line, award)
    is_refused(visitor, line, award)

    visitor.go(f"/awards/{award}/settlement")
    visitor.page.get_by_text("精算の計算は、実績報告の確認が終わり").wait_for()
    visitor.look("A18-before")
    stranger = new_visitor()
    enter(stranger, line.by("applicant2"))
    stranger.go(f"/awards/{award}/change")
    stranger.page.get_by_role("heading", level=1).wait_for()
    assert stranger.page.get_by_role("button", name=SEND).count() == 0
    stranger.look("A16-refused")


def test_an_offer_is_declined_and_another_lapses(new_visitor: NewVisitor, line: Line) -> None:
    declined, late = line.awards["はらっぱ文庫"], line.awards["坂の上カフェ"]
    visitor = new_visitor()
    page = visitor.page
    enter(visitor, line.by("applicant2"))
    visitor.go(f"/awards/{declined}/accept")
    page.get_by_text("支払い予定").wait_for()
    visitor.press("辞退する")
    box = page.get_by_role("dialog", name="この助成を辞退しますか")
    box.get_by_text("辞退すると、もとに戻せません。").wait_for()
    visitor.look("A15-declining")
    box.get_by_role("button", name="辞退する").click()
    page.get_by_text(re.compile("さんが辞退しました")).wait_for()
    assert page.get_by_role("button", name="受諾して請求する").count() == 0
    page.get_by_text("支払い予定").wait_for(state="detached")
    visitor.look("A15-declined")
    assert line.by("applicant2").get(f"awards/{declined}/")["state"] == "declined_by_group"

    other = new_visitor()
    by = date.fromisoformat(line.by("applicant3").get(f"awards/{late}/")["accept_by"])
    line.on(by + timedelta(days=1))
    enter(other, line.by("applicant3"))
    other.go(f"/awards/{late}/accept")
    other.page.get_by_text("に返事の期限が過ぎました").wait_for()
    assert other.page.get_by_role("button", name="受諾して請求する").count() == 0
    other.look("A15-lapsed")


def accepts(visitor: Visitor, line: Line, award: int) -> None:
    page = visitor.page
    visitor.go(f"/awards/{award}/accept")
    page.get_by_role("heading", name="減額後の予算を直す").wait_for()
    page.get_by_text("対象になる経費に、助成率をかけた額です。").wait_for()
    visitor.look("A15-offered")
    visitor.press("受諾して請求する")
    wrong = "決定額 210,000円とその他の収入 60,000円の合計が支出合計 300,000円と30,000円違います。"
    page.get_by_role("alert").get_by_role("link", name=wrong).wait_for()
    assert page.get_by_text(wrong).count() == 2
    visitor.look("A15-errors")
    page.get_by_label("消耗品費の直した額（円）").fill("１６０，０００")
    visitor.fill("ほかの収入", "70,000")
    page.reload()
    page.get_by_text("支出の合計と同じです。").wait_for()
    assert page.get_by_role("cell", name="△20,000円").is_visible()
    visitor.look("A15-mended")
    visitor.press("受諾して請求する")
    page.get_by_text("青木 実さんが受諾しました").wait_for()
    visitor.look("A15-accepted")
    held = line.by("applicant").get(f"awards/{award}/")
    assert (held["accepted_budget"]["total"], held["planned_income"]) == (280_000, 70_000)

    assert line.by("approver").post(f"awards/{award}/activate/")["state"] == "active"
    page.reload()
    page.get_by_role("cell", name="168,000円").first.wait_for()
    letter = page.get_by_role("link", name="（PDF）").first.get_attribute("href")
    assert page.request.get(f"{visitor.address}{letter}").body().startswith(b"%PDF")
    visitor.look("A15-in-force")
    visitor.press(SEND)
    page.get_by_role("heading", name="変更の届け出").wait_for()


def tells_a_small_change(visitor: Visitor, award: int) -> None:
    page = visitor.page
    page.get_by_text("届け出はまだありません。").wait_for()
    visitor.look("A16")
    visitor.press(SEND)
    page.get_by_role("alert").get_by_text("何を変えるかを選んでください。").wait_for()
    visitor.look("A16-errors")
    page.get_by_label("日程").check()
    page.get_by_text("新しい日を入れると、承認がいるかどうかがここに出ます。").wait_for()
    visitor.fill("新しい事業の終わり", "令和九年")
    page.get_by_text("2025-05-16, 2025/5/16, R7.5.16, 令和7年5月16日").first.wait_for()
    visitor.look("A16-schedule-unread")
    visitor.fill("新しい事業の終わり", "令和９年１月３０日")
    page.get_by_text("事業の期間が変わります。").wait_for()
    page.get_by_role("cell", name="2027年1月30日（土）").wait_for()
    visitor.look("A16-schedule")
    visitor.fill("新しい事業の終わり", "")
    page.get_by_label("代表者・口座").check()
    page.get_by_text("代表者と口座は「団体の情報」で変えます。").wait_for()
    visitor.look("A16-people")
    page.get_by_label("予算の組み替え").check()
    page.get_by_label("消耗品費の直した額（円）").fill("150,000")
    page.get_by_role("status").or_(
        page.get_by_text("支出の合計が10,000円少なくなっています。")
    ).first.wait_for()
    page.get_by_label("報償費の直した額（円）").fill("110,000")
    page.get_by_text("この変更は届け出だけでよいです").wait_for()
    page.reload()
    page.get_by_text("この変更は届け出だけでよいです").wait_for()
    assert page.get_by_label("報償費の直した額（円）").input_value() == "110,000"
    visitor.press(SEND)
    page.locator("#change-reason-e").wait_for()
    visitor.look("A16-no-reason")
    visitor.fill("変える理由", "講師を一人ふやします。")
    visitor.press(SEND)
    page.get_by_text("変更を届け出ました。承認はいりません。").wait_for()
    assert page.get_by_label("変える理由").input_value() == ""
    visitor.look("A16-noted")


def asks_for_a_large_one(visitor: Visitor, line: Line, award: int) -> None:
    page = visitor.page
    page.get_by_label("予算の組み替え").check()
    page.get_by_text("変更を届け出ました。承認はいりません。").wait_for(state="detached")
    page.get_by_label("消耗品費の直した額（円）").fill("120,000")
    page.get_by_label("報償費の直した額（円）").fill("140,000")
    page.get_by_text("事務局の承認が必要です").wait_for()
    page.get_by_text("「報償費」が27.3%変わります。20%より大きく変えるときは承認が要ります。").wait_for()
    assert page.get_by_text("「消耗品費」が").count() == 0
    rests = page.get_by_role("link", name=re.compile("要項「.*事業の変更」"))
    section = page.request.get(f"{visitor.address}{rests.get_attribute('href')}").text()
    assert "費目の額を20%より大きく変えるとき、" in section
    visitor.fill("変える理由", "講師をさらに一人ふやします。")
    visitor.look("A16-approval")
    visitor.press(SEND)
    page.get_by_text("届け出ました。事務局の承認をお待ちください。").wait_for()
    page.get_by_text("先に出した変更・廃止の申請がまだ決まっていません。").wait_for()
    assert page.get_by_role("button", name=SEND).count() == 0
    visitor.look("A16-waiting")
    decide(line, award, "approve")
    page.reload()
    page.get_by_text("に事務局が決めました").wait_for()
    visitor.look("A16-approved")


def thinks_better_of_stopping(visitor: Visitor, line: Line, award: int) -> None:
    page = visitor.page
    page.get_by_label("中止").check()
    visitor.fill("中止する理由", "会場が使えなくなりました。")
    visitor.press(SEND)
    box = page.get_by_role("dialog", name="この事業を中止しますか")
    box.get_by_text("使わなかった助成金は、返していただきます。").wait_for()
    visitor.look("A16-stopping")
    box.get_by_role("button", name="もどる").click()
    box.wait_for(state="detached")
    assert page.get_by_label("中止する理由").input_value() == "会場が使えなくなりました。"
    assert len(line.by("applicant").get(f"awards/{award}/")["changes"]) == 2


def is_refused(visitor: Visitor, line: Line, award: int) -> None:
    page = visitor.page
    page.get_by_label("内容").check()
    page.get_by_label("場所").check()
    page.get_by_text("事業の場所が変わります。").wait_for()
    visitor.look("A16-place")
    visitor.press(SEND)
    page.get_by_text("届け出ました。事務局の承認をお待ちください。").wait_for()
    decide(line, award, "refuse", {"reason": "募集要項の区域の外です。"})
    page.reload()
    page.get_by_text("募集要項の区域の外です。").wait_for()
    assert page.get_by_role("button", name=SEND).is_visible()
    visitor.look("A16-answered")


def decide(line: Line, award: int, verb: str, body: Any = None) -> None:
    change = line.by("officer").get(f"awards/{award}/")["changes"][-1]
    line.by("officer").post(f"award-changes/{change['id']}/prepare/")
    line.by("approver").post(f"award-changes/{change['id']}/{verb}/", body)
