"""R15 with the rules of the applications' room: only those not done, one letter a person, item and step."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from applications import services
from notices import radar, tasks
from notices.models import Notice, ReminderRun
from notices.wording import written
from tests import factories as make
from tests.applications.scene import DURING, Scene, clock_at, end_place, queries, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Any:
    with clock_at(DURING):
        yield scene()


def told(kind: str = "application_draft_due") -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind=kind).order_by("pk")
    return [(row.recipient.name if row.recipient else "", row.dedupe_key.split(":")[-2]) for row in rows]


def run(moment: str) -> int:
    with clock_at(moment):
        return tasks.send_reminders()


def test_the_rules_of_the_rooms_are_registered() -> None:
    assert {"application_draft_due", "application_correction_due"} <= {rule.name for rule in radar.rules()}


def test_writers_of_unfinished_drafts_are_reminded_once(stage: Scene) -> None:
    stage.draft()
    stage.submitted()
    services.discard(application_id=stage.draft().pk, by=stage.aoki)
    end_place(stage.baba, stage.group)

    assert run("2025-05-09 09:00") == 1  # the call closes on 16 May: 7 days
    assert run("2025-05-09 09:05") == 0
    assert run("2025-05-10 09:00") == 0
    assert run("2025-05-15 09:00") == 1

    assert told() == [("aoki", "7d"), ("aoki", "1d")]
    notice = Notice.objects.filter(kind="application_draft_due").first()
    assert notice is not None
    assert "締切は令和7年5月16日(金) 17:00です。" in written(notice, {})[1]
    aoki = notice.recipient
    assert aoki is not None
    aoki.language = "en"
    assert "close at 17:00 on Friday, 16 May 2025." in written(notice, {})[1]
    assert [run.day for run in ReminderRun.objects.order_by("day")] == [
        date(2025, 5, 9),
        date(2025, 5, 10),
        date(2025, 5, 15),
    ]


def test_whoever_finished_meanwhile_is_not_written_to(stage: Scene) -> None:
    application = stage.draft()
    assert run("2025-05-09 09:00") == 2
    services.submit_application(application_id=application.pk, by=stage.aoki)
    assert run("2025-05-15 09:00") == 0


def test_a_missed_morning_is_made_good_with_the_nearest_step(stage: Scene) -> None:
    stage.draft()
    run("2025-05-01 09:00")
    # Nothing ran from the 2nd (14 days) to the 10th (7 days were on the 9th).
    assert run("2025-05-11 09:00") == 2
    assert {step for _, step in told()} == {"7d"}


def test_nothing_goes_out_at_the_turn_of_the_year() -> None:
    with clock_at("2025-12-20 10:00"):
        stage = scene()
        stage.call.closes_at = make.at("2026-01-05 17:00")
        stage.call.save()
        stage.draft()
    run("2025-12-28 09:00")
    assert run("2025-12-29 09:00") == 0  # 7 days before
    assert run("2026-01-03 09:00") == 0
    assert not ReminderRun.objects.filter(day__gt=date(2025, 12, 28)).exists()
    assert run("2026-01-04 09:00") == 2  # 7 fell into the holidays; 1 is the nearest
    assert {step for _, step in told()} == {"1d"}


def test_a_call_that_is_not_open_reminds_nobody(stage: Scene) -> None:
    stage.draft()
    stage.call.state = "cancelled"
    stage.call.save()
    assert run("2025-05-09 09:00") == 0


def test_corrections_not_sent_yet(stage: Scene) -> None:
    due = make.at("2025-05-15 00:00").date()
    waiting, answered = stage.returned("summary", due_on=due), stage.returned("summary", due_on=due)
    services.resubmit(application_id=answered.pk, by=stage.aoki, data={"summary": "直した"})
    assert run("2025-05-01 11:00") == 2  # 14 days before, for two writers
    assert run("2025-05-08 09:00") == 2
    subjects = set(
        Notice.objects.filter(kind="application_correction_due").values_list("subject_key", flat=True)
    )
    assert subjects == {f"application:{waiting.pk}"}
    assert run("2025-05-16 09:00") == 2  # the 14th and 15th were missed: the nearest step, once
    assert {step for _, step in told("application_correction_due")} == {"14d", "7d", "1d"}


def test_the_radar_costs_the_same_for_any_number(stage: Scene) -> None:
    made = []
    for number in (3, 27):
        for _ in range(number):
            other = scene()
            other.draft(title=["題ではない"])
            other.returned("summary", due_on=date(2025, 5, 16))
        made.append(queries(lambda: radar.planned(date(2025, 5, 9), date(2025, 5, 8))))
    assert made == [1, 1]
    # 30 drafts and 30 corrections, two writers each.
    assert len(radar.planned(date(2025, 5, 9), date(2025, 5, 8))) == 120
