"""Who may enter, and until when, in three calls opened from their examples alone (N4, N5, N15)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from applications import services as applications
from applications.models import Application, AwardHistory
from applications.queries.amounts import preview
from applications.services.common import TooLate
from common import clock_control
from common.errors import FieldErrors
from people import services as people
from people.models import Group
from tests import factories as make
from tests.applications.forms import PDF
from tests.real_calls import stage
from tests.real_calls.stage import GROUP, Call

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def documents_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def group_of(call: Call, founded: date, **profile: Any) -> Group:
    return people.create_group(by=call.voice, name="みどりの会", founded_on=founded, **{**GROUP, **profile})


def awarded(call: Call, group: Group, department: str, year: int, title: str = "花壇") -> None:
    AwardHistory.objects.create(
        fund=call.fund, group=group, department_code=department, fiscal_year=year, project_key=title,
        reference=f"award:{year}",
    )  # fmt: skip


def refused(call: Call, draft: Application) -> list[str]:
    """Where the form is stopped; [] when it is filed."""
    try:
        applications.submit_application(application_id=draft.pk, by=call.voice)
    except FieldErrors as stopped:
        return [fault.pointer for fault in stopped.faults]
    return []


@pytest.mark.parametrize(("seconds", "in_time"), [(0, True), (1, False)])
def test_paper_has_to_be_there_at_17_00_00(seconds: int, in_time: bool) -> None:
    call = stage.opened("hachioji_h16")
    assert call.round.closes_at == make.at("2017-03-06 17:00")
    group = group_of(call, date(2010, 4, 1))
    stamp = call.round.closes_at + timedelta(seconds=seconds)

    def file() -> Application:
        return applications.file_on_paper(
            department_id=call.department("A").pk, group_id=group.pk, received_at=stamp, by=call.maker,
            data={**stage.form(call, 80_000), "documents": []},
        )  # fmt: skip

    with clock_control.at(call.round.closes_at + timedelta(hours=1)):
        if in_time:
            assert file().state == "submitted"
            return
        with pytest.raises(TooLate):
            file()
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("awards", "stopped"),
    [
        ([], ["/department"]),
        ([("CHALLENGE", 2015)], ["/department"]),  # the year after is closed
        ([("CHALLENGE", 2014)], []),
        ([("CHALLENGE", 2013), ("STEPUP", 2014)], ["/department"]),  # each department once
    ],
)
def test_komoro_steps_up_only_from_a_challenge_and_a_year_later(
    awards: list[tuple[str, int]], stopped: list[str]
) -> None:
    call = stage.opened("komoro_h28")
    group = group_of(call, date(2010, 4, 1))
    for department, year in awards:
        awarded(call, group, department, year)
    with clock_control.at(call.round.opens_at + timedelta(hours=1)):
        draft = stage.typed(call, "STEPUP", group, 150_000)
        if len(awards) == 2:
            # R3's limit is found at the desk, where the history is checked.
            assert refused(call, draft) == []
            with clock_control.at(call.round.closes_at + timedelta(hours=1)):
                stage.funds.close_due_rounds()
                stage.accept_at_the_desk(call, draft)
            draft.refresh_from_db()
            assert draft.state == "ineligible"
        else:
            assert refused(call, draft) == stopped


@pytest.mark.parametrize(
    ("founded", "department", "awards", "title", "wanted"),
    [
        (date(2018, 4, 1), "START", [], "花壇", 66_000),
        (date(2018, 4, 1), "START", [("START", 2019)], "花壇", 33_000),  # second year of the same project
        (date(2018, 4, 1), "START", [("START", 2019)], "菜園", None),  # another project waits a year
        (date(2018, 4, 1), "START", [("START", 2018)], "菜園", 66_000),
        (date(2015, 4, 1), "MACHI", [("START", 2019)], "花壇", None),  # so does who had the other department
        (date(2015, 4, 1), "MACHI", [("MACHI", 2019)], "花壇", 33_000),
        (date(2017, 4, 1), "START", [], "花壇", None),  # three years old on 1 April 2020: too old for one,
        (date(2017, 4, 1), "MACHI", [], "花壇", 66_000),  # old enough for the other
        (date(2017, 4, 2), "MACHI", [], "花壇", None),
    ],
)
def test_kakamigahara_by_age_history_and_year_of_the_project(
    founded: date, department: str, awards: list[tuple[str, int]], title: str, wanted: int | None
) -> None:
    call = stage.opened("kakamigahara_r2")
    group = group_of(call, founded)
    for code, year in awards:
        awarded(call, group, code, year)
    with clock_control.at(call.round.opens_at + timedelta(hours=1)):
        draft = stage.typed(call, department, group, 100_000, title=title)
        applications.attach_document(
            application_id=draft.pk, by=call.voice, name="規約.pdf", content=PDF, document_code="RULES"
        )
        found = refused(call, draft)
        if wanted is None:
            assert found
            return
        assert found == []
        draft.refresh_from_db()
        # 100,000 × 2/3 = 66,666 and × 1/3 = 33,333, cut to thousands.
        assert preview(draft).award == wanted
