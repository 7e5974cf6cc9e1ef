"""R15: offers, reports and refunds that are due, told to those who have not done them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from awards import services
from awards.models import Award, Refund, Report
from awards.reminders import RULES
from notices.models import Notice
from notices.radar import letters_of, remind, rule_named, rules
from tests.awards.scene_awards import DECISION, Stage, at, queries, stage

pytestmark = pytest.mark.django_db
OFFER_DAY = date(2025, 7, 15)
REPORT_DAY = date(2026, 3, 2)


@pytest.fixture
def scene() -> Stage:
    return stage()


def due(name: str, day: date) -> list[tuple[dict[str, Any], int]]:
    """The facts of each letter that is due a week before `day`, and who gets it. 1 query."""
    return list(letters_of(rule_named(f"award_{name}_due"), {day: 7}).values_list("l_facts", "whose"))


def told(letters: list[tuple[dict[str, Any], int]]) -> list[tuple[str, int]]:
    return sorted((facts["number"], recipient) for facts, recipient in letters)


def test_the_radar_knows_the_rooms_rules() -> None:
    assert set(RULES) <= set(rules())


def test_an_offer_is_reminded_of_until_it_is_accepted(scene: Stage) -> None:
    scene.approved()
    # Nothing is said before the results are out.
    assert told(due("offer", OFFER_DAY)) == []
    with at(DECISION):
        services.release_results(round_id=scene.call.pk, by=scene.endo)
        scene.accept("A")
    # The viewer of B's group is not written to.
    assert told(due("offer", OFFER_DAY)) == [
        ("R7-05-002", scene.voices["B"].pk),
        ("R7-05-003", scene.voices["C"].pk),
    ]
    assert told(due("offer", date(2025, 7, 14))) == []
    assert queries(lambda: due("offer", OFFER_DAY)) == 1


def test_a_report_is_reminded_of_until_it_is_handed_in(scene: Stage) -> None:
    scene.active()
    assert [number for number, _ in told(due("report", REPORT_DAY))] == [
        "R7-05-001",
        "R7-05-002",
        "R7-05-003",
    ]
    Report.objects.filter(award=scene.award("A")).update(state="submitted")
    Report.objects.filter(award=scene.award("B")).update(state="draft")
    Award.objects.filter(pk=scene.award("C").pk).update(state="cancelled")
    assert told(due("report", REPORT_DAY)) == [("R7-05-002", scene.voices["B"].pk)]
    assert queries(lambda: due("report", REPORT_DAY)) == 1


def test_a_refund_is_reminded_of_with_what_is_left(scene: Stage) -> None:
    scene.fixed("A")
    refund = Refund.objects.get()
    [(facts, recipient)] = due("refund", refund.due_on)
    assert (recipient, facts["left"]) == (scene.voices["A"].pk, 13_000)
    with at("2026-03-20 10:00"):
        services.receive_refund(refund_id=refund.pk, amount=3_000, on=date(2026, 3, 20), by=scene.endo)
    [(facts, _)] = due("refund", refund.due_on)
    assert facts["left"] == 10_000
    with at("2026-03-21 10:00"):
        services.receive_refund(refund_id=refund.pk, amount=10_000, on=date(2026, 3, 21), by=scene.endo)
    assert due("refund", refund.due_on) == []


def test_what_is_left_counts_once_for_two_who_write(scene: Stage) -> None:
    from people.models import Membership
    from tests import factories as make

    scene.fixed("A")
    Membership.objects.create(group=scene.groups["A"], user=make.user(), role="treasurer")
    refund = Refund.objects.get()
    for day in (14, 15):
        with at(f"2026-03-{day} 10:00"):
            services.receive_refund(refund_id=refund.pk, amount=1_000, on=date(2026, 3, day), by=scene.endo)
    assert [facts["left"] for facts, _ in due("refund", refund.due_on)] == [11_000, 11_000]


def test_letters_before_and_after_the_day(scene: Stage) -> None:
    """The refund of 13 March is due on 12 April: 30 days before it is the 13th, a day after the 13 April."""
    scene.fixed("A")
    before = set(Notice.objects.values_list("pk", flat=True))
    for moment in ("2026-04-05 09:00", "2026-04-13 09:00"):
        with at(moment):
            remind()
            remind()
    new = Notice.objects.exclude(pk__in=before).filter(recipient=scene.voices["A"]).order_by("pk")
    assert [(notice.kind, notice.context["days"]) for notice in new] == [
        ("award_refund_due", 7),
        ("award_refund_overdue", 1),
    ]
