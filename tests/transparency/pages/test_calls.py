"""Calls on the front page and their own: what is open, by whose clock, what was amended, what comes next."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.test import Client

from common import clock_control
from fund.models import CallVersion
from tests import factories as make
from tests.transparency.pages.reading import get

pytestmark = pytest.mark.django_db


def test_days_left_are_the_server_s() -> None:
    call = make.call(
        make.fund(), state="open", closes_at=make.at("2026-05-15 17:00"), opens_at=make.at("2026-04-07 09:00")
    )
    make.department(call)

    def said(at: str) -> str:
        with clock_control.at(make.at(at)):
            return get("/").text()

    assert "あと12日" in said("2026-05-03 10:00")
    assert "あと3日" in said("2026-05-12 10:00")
    assert "あと71時間" in said("2026-05-12 18:00")
    assert "あと1時間未満" in said("2026-05-15 16:30")
    # The grace exists for running submissions only: nothing is said to be open any more.
    assert "いま募集している助成はありません。" in said("2026-05-15 17:00:01")
    assert "受付は終わりました" in get(f"/rounds/{call.code}").text()


def test_what_comes_next_is_told() -> None:
    call = make.call(
        make.fund(),
        state="published",
        opens_at=make.at("2099-04-01 09:00"),
        closes_at=make.at("2099-05-15 17:00"),
    )
    make.department(call)
    assert "いま募集している助成はありません。次の募集は2099年4月1日（水）9:00の予定です。" in get("/").text()
    assert "2099年4月1日（水）9:00に受付をはじめます" in get(f"/rounds/{call.code}").text()


def test_a_later_closing_is_an_urgent_notice_and_every_amendment_is_dated() -> None:
    call = make.call(
        make.fund(), state="open", opens_at=make.at("2026-04-07 09:00"), closes_at=make.at("2099-05-19 17:00")
    )
    make.department(call)
    change = {
        "pointer": "/call/dates/closes_at", "before": "2099-05-15T17:00:00+09:00",
        "after": "2099-05-19T17:00:00+09:00",
        "ja": "募集締切: 5月15日 → 5月19日", "en": "closing: 15 May → 19 May",
    }  # fmt: skip
    for number, state in ((3, "prepared"), (2, "in_force")):
        assert "延ばしました" not in get("/").text()
        CallVersion.objects.create(
            round=call, number=number, data={}, sha256="", state=state, changes=[change],
            prepared_at=call.opens_at, notice=f"お知らせ{number}", reason="ひみつの理由",
            in_force_at=make.at("2026-05-01 12:00"),
        )  # fmt: skip
    assert f"「{call.name}」の締切を2099年5月19日（火）17:00まで延ばしました。" in get("/").text()
    page = get(f"/rounds/{call.code}")
    told = page.text(page.by_id("changes"))
    assert "変更点2026年5月1日（金）12:00お知らせ2募集締切:5月15日→5月19日" in told
    # What is only prepared, and why, is the office's.
    assert "お知らせ3" not in page.html
    assert "ひみつの理由" not in page.html


def test_a_cancelled_call_says_so() -> None:
    call = make.call(make.fund(), state="cancelled")
    call.published_by = make.user()
    call.save()
    make.department(call)
    assert "この募集は中止になりました" in get(f"/rounds/{call.code}").text()


def test_a_call_leads_to_its_forms_its_check_and_its_sections() -> None:
    call = make.call(
        make.fund(), state="open", opens_at=make.at("2026-04-07 09:00"), closes_at=make.at("2099-05-15 17:00")
    )
    department = make.department(call)
    make.criterion(call, "C1")
    page = get(f"/rounds/{call.code}")
    for form in ("pdf", "excel"):
        address = f"/api/v1/public/departments/{department.pk}/form/{form}/"
        assert f'href="{address}"' in page.html
        assert Client().head(address).status_code == 200
    assert f'href="/rounds/{call.pk}/check"' in page.html
    assert f'href="/apply/new?round={call.pk}"' in page.html
    # What the check cites can be jumped to, under the call's number as well.
    cited = Client().get(f"/api/v1/rounds/{call.pk}/check/").json()["articles"]
    assert cited
    numbered = get(f"/rounds/{call.pk}")
    for section in cited:
        assert numbered.by_id(section["key"]) is not None, section
    assert f'rel="canonical" href="{django_settings.SITE_URL}/rounds/{call.code}"' in numbered.html
    assert "申請ですること7つ・目安90分" in page.text()
