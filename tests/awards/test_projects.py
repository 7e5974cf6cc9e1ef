"""§3 Round: projects begin by the clock; settled with its awards; put away after the year by two people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from awards import services
from awards.models import Award
from awards.services.projects import ArchiveNotPrepared, AwardsUnsettled, YearNotOver
from awards.tasks import expire_waitlists, lapse_offers, start_projects, start_reports
from common.errors import NotAllowed, NotFound, SamePerson, WrongState
from fund.models import Round
from fund.queries import public_state
from tests import factories as make
from tests.awards.scene_awards import Stage, at, refused, stage

pytestmark = pytest.mark.django_db
CLOSE = "2026-03-31 10:00"
NEXT_YEAR = "2026-04-01 00:00"


@pytest.fixture
def scene() -> Stage:
    made = stage()
    made.released()
    return made


def test_projects_begin_on_their_day(scene: Stage) -> None:
    Round.objects.filter(pk=scene.call.pk).update(project_from=date(2025, 7, 10))
    with at("2025-07-09 23:59"):
        assert services.start_projects() == []
    with at("2025-07-10 00:00"):
        assert [call.pk for call in services.start_projects()] == [scene.call.pk]
        assert services.start_projects() == []
    scene.call.refresh_from_db()
    assert scene.call.state == "running"


def test_a_round_not_decided_does_not_run() -> None:
    made = stage("EARLY")
    made.prepared()
    with at("2025-08-01 10:00"):
        assert services.start_projects() == []


def test_a_round_that_runs_before_its_release_shows_nothing(scene: Stage) -> None:
    quiet = stage("QUIET")
    quiet.approved()
    with at("2025-07-02 10:00"):
        services.start_projects()
    quiet.call.refresh_from_db()
    assert (quiet.call.state, public_state(quiet.call)) == ("running", "reviewing")


def run(scene: Stage) -> None:
    with at("2025-07-02 10:00"):
        services.start_projects()


def test_a_round_is_settled_with_its_last_award(scene: Stage) -> None:
    run(scene)
    Award.objects.filter(application=scene.applications["A"]).update(state="settled")
    Award.objects.filter(application=scene.applications["B"]).update(state="declined_by_group")
    Award.objects.filter(application=scene.applications["C"]).update(state="fixed")

    def settle(by: Any = scene.endo) -> Round:
        return services.settle_round(round_id=scene.call.pk, by=by)

    refusal = refused(AwardsUnsettled, settle, CLOSE)
    assert refusal.extra["numbers"] == "R7-05-003"
    Award.objects.filter(application=scene.applications["C"]).update(state="settled")
    refused(NotFound, lambda: settle(scene.fujii), CLOSE)
    refused(NotFound, lambda: settle(scene.voices["A"]), CLOSE)
    refused(NotAllowed, lambda: settle(scene.fukuda), CLOSE)
    with at(CLOSE):
        assert settle().state == "settled"
    refused(WrongState, settle, CLOSE)


def test_a_settled_round_is_put_away_after_the_year_by_two_people(scene: Stage) -> None:
    run(scene)
    Award.objects.all().update(state="settled")

    def prepare(by: Any = scene.endo) -> Round:
        return services.prepare_archive(round_id=scene.call.pk, by=by)

    def approve(by: Any = scene.fukuda) -> Round:
        return services.approve_archive(round_id=scene.call.pk, by=by)

    refused(WrongState, prepare, NEXT_YEAR)
    with at(CLOSE):
        services.settle_round(round_id=scene.call.pk, by=scene.endo)
    refused(YearNotOver, prepare, CLOSE)
    refused(NotAllowed, lambda: prepare(scene.fukuda), NEXT_YEAR)
    refused(NotFound, lambda: prepare(scene.fujii), NEXT_YEAR)
    refused(ArchiveNotPrepared, approve, NEXT_YEAR)
    both = make.staff(scene.fund, "officer", "approver", name="both")
    with at(NEXT_YEAR):
        prepare(both)
    refused(SamePerson, lambda: approve(both), NEXT_YEAR)
    refused(NotAllowed, lambda: approve(scene.endo), NEXT_YEAR)
    refused(NotFound, lambda: approve(scene.fujii), NEXT_YEAR)
    with at(NEXT_YEAR):
        assert approve().state == "archived"
    refused(WrongState, approve, NEXT_YEAR)


def test_the_tasks_of_the_clock_do_what_is_due_once(scene: Stage) -> None:
    with at("2025-07-16 00:05"):
        assert (start_projects(), lapse_offers(), start_reports(), expire_waitlists()) == (1, 3, 0, 0)
        assert (start_projects(), lapse_offers(), start_reports(), expire_waitlists()) == (0, 0, 0, 0)
