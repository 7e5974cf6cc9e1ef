"""What the screen of a report is told: as typed to its group while it is written, and as handed in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from awards.services import judging, report_files, reporting
from common import clock_control
from common.errors import StaleVersion
from tests.applications.forms import PDF
from tests.awards.scene import REPORTED, Scene, hooks_off, row, scene
from tests.awards.scene import queries as count_queries
from tests.people.http import get

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[Scene]:
    settings.MEDIA_ROOT = tmp_path
    hooks_off(monkeypatch)
    made = scene("A", "B")
    made.started("A")
    with clock_control.on(REPORTED):
        yield made


def screen(user: Any, here: Scene, kind: str = "final") -> Any:
    return get(user, f"screens/award-report/{here.report().award_id}/{kind}/")


def save(here: Scene, **data: Any) -> None:
    reporting.save_report(report_id=here.report().pk, by=here.voices["A"], data=data)


def test_a_report_that_is_written_comes_with_its_draft_and_who_saved_it(here: Scene) -> None:
    assert screen(here.voices["A"], here).json()["draft"]["saved_by"] is None
    save(here, text="植えました", rows=[row(1_200)])
    found = screen(here.voices["A"], here).json()
    assert found["draft"]["draft"]["text"] == "植えました"
    assert found["draft"]["saved_by"]["id"] == here.voices["A"].pk
    assert found["draft"]["saved_at"].startswith(REPORTED.isoformat())
    assert (found["report"]["state"], found["report"]["rows"]) == ("draft", [])
    assert found["award"]["id"] == here.report().award_id
    assert "消耗品費" in found["expense_categories"]


def test_what_was_handed_in_has_no_draft_any_more(here: Scene) -> None:
    save(here, text="植えました", rows=[row(1_200)])
    reporting.submit_report(report_id=here.report().pk, by=here.voices["A"])
    found = screen(here.voices["A"], here).json()
    assert found["draft"] is None
    assert [(each["category"], each["amount"]) for each in found["report"]["rows"]] == [("消耗品費", 1_200)]


def test_a_returned_report_says_what_may_be_mended(here: Scene) -> None:
    save(here, text="植えました", rows=[row(1_200), row(300)])
    pk = here.report().pk
    reporting.submit_report(report_id=pk, by=here.voices["A"])
    judging.judge_rows(
        report_id=pk,
        by=here.endo,
        verdicts=[{"position": 1, "verdict": "questioned", "reason": "金額を教えてください"}],
    )
    judging.return_report(report_id=pk, by=here.endo, rows=[1], fields=["text"], message="直してください")
    found = screen(here.voices["A"], here).json()
    assert (found["report"]["opened"], found["report"]["message"]) == ([1, "text"], "直してください")
    assert found["report"]["rows"][1]["verdict_reason"] == "金額を教えてください"
    assert found["draft"]["draft"]["text"] == "植えました"


def test_it_is_the_groups_own(here: Scene) -> None:
    award = here.report().award_id
    assert screen(here.viewers["A"], here).status_code == 200
    assert screen(here.voices["B"], here).status_code == 404
    assert screen(here.endo, here).status_code == 404
    assert screen(here.voices["A"], here, "mid").status_code == 404
    assert screen(here.voices["A"], here, "interim").status_code == 404
    assert get(None, f"screens/award-report/{award}/final/").status_code == 401


def test_it_costs_the_same_however_many_rows_and_files(here: Scene) -> None:
    def with_rows(count: int) -> int:
        save(here, rows=[row(100) | {"key": f"row{at}"} for at in range(count)])
        for at in range(count):
            report_files.attach_file(
                report_id=here.report().pk,
                by=here.voices["A"],
                name="領収書.pdf",
                content=PDF,
                kind="receipt",
                key=f"r{at}",
                row=f"row{at}",
            )
        return count_queries(lambda: screen(here.voices["A"], here))

    assert with_rows(2) == with_rows(12)


def test_a_second_window_is_told_who_saved_meanwhile(here: Scene) -> None:
    version = here.report().version
    save(here, text="先に")
    with pytest.raises(StaleVersion) as told:
        reporting.save_report(
            report_id=here.report().pk, by=here.voices["A"], data={"text": "後で"}, if_version=version
        )
    assert told.value.extra["saved_by"] == {"id": here.voices["A"].pk, "name": here.voices["A"].name}
    assert told.value.extra["saved_at"].startswith(REPORTED.isoformat())
