"""Who sees which award, and what reading costs."""

from __future__ import annotations

from datetime import date

import pytest

from awards import services
from awards.models import Award
from awards.queries import (
    committed,
    lots_behind,
    payments_of,
    refunded_for,
    visible_promotions,
    visible_refunds,
    visible_reports,
    visible_to,
)
from awards.rules import PaidPart
from common.queries import state_counts
from people.models import Membership
from tests import factories as make
from tests.awards.scene_awards import DECISION, PAID_ON, Stage, at, queries, stage
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Stage:
    return stage()


def numbers(rows: object) -> list[str]:
    return sorted(award.number for award in rows)  # type: ignore[attr-defined]


def test_a_group_sees_its_own_once_the_results_are_out(scene: Stage) -> None:
    scene.approved()
    everybody = (*scene.voices.values(), scene.viewer, scene.fujii)
    assert [numbers(visible_to(person)) for person in everybody] == [[]] * 5
    assert len(numbers(visible_to(scene.ikeda))) == len(numbers(visible_to(SYSTEM))) == 3
    with at(DECISION):
        services.release_results(round_id=scene.call.pk, by=scene.endo)
    assert [numbers(visible_to(person)) for person in everybody] == [
        ["R7-05-001"],
        ["R7-05-002"],
        ["R7-05-003"],
        ["R7-05-002"],
        [],
    ]


def test_another_funds_office_sees_nothing(scene: Stage) -> None:
    scene.active()
    other = make.staff(make.fund(), "officer", "auditor")
    for rows in (visible_to, visible_reports, visible_refunds, visible_promotions):
        assert not rows(other).exists()
        assert rows(other).count() == 0


def test_whoever_left_the_group_or_the_office_sees_nothing(scene: Stage) -> None:
    scene.active()
    Membership.objects.filter(user=scene.viewer).update(ended_on=date(2025, 8, 1))
    scene.endo.staff_roles.update(ended_on=date(2025, 8, 1))
    assert not visible_to(scene.viewer).exists()
    assert not visible_to(scene.endo).exists()


def test_reports_and_refunds_follow_their_award(scene: Stage) -> None:
    award = scene.fixed("A")
    for rows in (visible_reports, visible_refunds):
        assert {row.award_id for row in rows(scene.voices["A"])} == {award.pk}
        assert {row.award_id for row in rows(scene.voices["B"])} <= {scene.award("B").pk}
        assert award.pk in {row.award_id for row in rows(scene.endo)}
        assert not rows(scene.fujii).exists()
    assert state_counts(visible_reports(scene.endo)) == {"fixed": 1, "due": 2}


def test_somebody_in_two_places_sees_each_award_once(scene: Stage) -> None:
    scene.active()
    Membership.objects.create(group=scene.groups["B"], user=scene.endo, role="viewer")
    assert len(numbers(visible_to(scene.endo))) == 3
    assert state_counts(visible_to(scene.endo)) == {"active": 3}


def test_what_standing_awards_hold_of_the_budget(scene: Stage) -> None:
    award = scene.fixed("B")
    Award.objects.filter(pk=scene.award("C").pk).update(state="cancelled")
    held = committed(Award.objects.filter(application__round=scene.call))
    assert held == {scene.award("A").pk: 100_000, award.pk: 363_000, scene.award("C").pk: 0}


def test_what_was_paid_and_what_came_back(scene: Stage) -> None:
    scene.settled()
    reference = scene.award("A").reference
    assert payments_of(reference) == [PaidPart(PAID_ON, 100_000)]
    assert refunded_for(reference) == 13_000
    assert sum(row.amount for row in lots_behind(scene.award("A"), ("award", "fixing"))) == 87_000


def test_reading_is_one_query_whoever_asks(scene: Stage) -> None:
    scene.active()
    for person in (scene.endo, scene.voices["B"], scene.fujii):
        for rows in (visible_to, visible_reports, visible_refunds, visible_promotions):
            assert queries(lambda rows=rows, person=person: list(rows(person))) == 1
