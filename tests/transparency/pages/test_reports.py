"""What a project's page shows of its report: only what the office took and the people in it agreed to."""

from __future__ import annotations

from typing import Any

import pytest

from applications.models import Consent
from awards.models import AmountFixing, Award, PhotoSize, Report, ReportFile, ReportRow
from tests import factories as make
from tests.transparency.pages.reading import get
from tests.transparency.scene import DECIDED, Scene, scene

pytestmark = pytest.mark.django_db


def reported(state: str = "fixed", **consents: Any) -> tuple[Scene, Award, Report]:
    """Project A with a report in `state`, and a photo with what was agreed to."""
    stage = scene(opening=500_000)
    application = stage.apply(
        "A", 90, expenses=[("消耗品費", 60_000, True), ("印刷製本費", 40_000, True)], tags=["環境"]
    )
    stage.decide()
    stage.release()
    Award.objects.filter(application=application).update(state="reported")
    award = stage.award("A")
    report = Report.objects.create(
        award=award, state=state, due_on=DECIDED, text="苗を90本植えました。", people=186,
        submitted_at=make.at("2026-02-01 09:00"),
    )  # fmt: skip
    Consent.objects.create(
        application=application, kind="publication", by=stage.aoki, at=make.at("2025-05-01 09:00")
    )
    photo = ReportFile.objects.create(
        report=report, kind="photo", key="p", name="p.jpg", file="p.jpg", content_type="image/jpeg", size=1,
        sha256="", sent_sha256="", width=1600, height=1200, state="clean", by=stage.aoki,
        at=make.at("2026-02-01 09:00"), filed_at=make.at("2026-02-01 09:00"), alt="苗を植える人たち",
        **{"consent": True, "publish": True, **consents},
    )  # fmt: skip
    PhotoSize.objects.create(photo=photo, width=800, height=600, file="p800.jpg")
    return stage, award, report


def fix(award: Award, report: Report, by: Any, rows: list[tuple[str, int]]) -> None:
    ReportRow.objects.bulk_create(
        ReportRow(report=report, position=n, category=name, amount=yen, verdict="accepted", accepted=yen)
        for n, (name, yen) in enumerate(rows)
    )
    spent = sum(yen for _, yen in rows)
    AmountFixing.objects.create(
        award=award, report=report, accepted_eligible=spent, disallowed=0, ineligible=0, actual_total=spent,
        actual_other_income=0, terms={"award": award.amount}, fixed=spent, binding=[], state="approved",
        fixed_on=make.at("2026-03-13 09:00").date(), prepared_by=by, prepared_at=make.at("2026-03-01 09:00"),
    )  # fmt: skip


def test_an_accepted_report_is_told_with_its_photo() -> None:
    _, award, _ = reported()
    page = get(f"/projects/{award.pk}")
    assert "苗を90本植えました。のべ186人が参加しました。" in page.text()
    [image] = page.all("img")
    photo = ReportFile.objects.get()
    assert (image.get("alt"), image.get("width"), image.get("height")) == ("苗を植える人たち", "1600", "1200")
    assert image.get("srcset") == (
        f"/api/v1/public/photos/{photo.pk}/1600/ 1600w, /api/v1/public/photos/{photo.pk}/800/ 800w"
    )
    [card] = get("/projects").all("img")
    assert (card.get("loading"), card.get("alt")) == ("lazy", "苗を植える人たち")


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_nothing_of_a_report_before_the_office_took_it(state: str) -> None:
    _, award, _ = reported(state)
    for path in (f"/projects/{award.pk}", "/projects", "/"):
        page = get(path)
        assert "苗を" not in page.html
        assert page.all("img") == []


@pytest.mark.parametrize("consents", [{"consent": False}, {"publish": False}])
def test_no_photo_without_consent(consents: dict[str, bool]) -> None:
    _, award, _ = reported(**consents)
    page = get(f"/projects/{award.pk}")
    assert page.all("img") == []
    assert "公開できる写真がないため、分野の絵をのせています。" in page.text()


def test_no_words_without_the_group_s_consent() -> None:
    _, award, _ = reported()
    Consent.objects.all().delete()
    assert "苗を90本" not in get(f"/projects/{award.pk}").html


def test_budget_and_actual_cost_meet_by_category() -> None:
    stage, award, report = reported()
    fix(award, report, stage.endo, [("消耗品費", 64_300), ("印刷製本費", 20_000)])
    page = get(f"/projects/{award.pk}")
    text = page.text()
    assert "予算より15,700円少なく終わりました" in text
    assert "消耗品費60,000円64,300円＋4,300円実績は予算の107%" in text
    assert "印刷製本費40,000円20,000円△20,000円実績は予算の50%" in text
    assert "合計100,000円84,300円△15,700円" in text
    # The longest bar is 64,300: 60,000 is 93.3 % of it.
    assert [rect.get("width") for rect in page.all("rect")] == []  # svg is of its own namespace
    for expected in ('width="93.3%"', 'width="100.0%"', 'width="62.2%"', 'width="31.1%"'):
        assert expected in page.html


def test_categories_of_the_report_s_own_are_not_forced_into_the_budget() -> None:
    stage, award, report = reported()
    fix(award, report, stage.endo, [("そのほかの費目", 84_300)])
    text = get(f"/projects/{award.pk}").text()
    assert "対象経費として認めた額84,300円認めなかった額0円対象外の経費0円団体が使った額84,300円" in text
    assert "実績は予算の" not in text
