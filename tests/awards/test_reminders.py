"""R15: offers, reports and refunds that are due, told to those who have not done them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from awards import services
from awards.models import Award, Refund, Report
from awards.reminders import RULES, offers_due, refunds_due, reports_due
from notices.models import Notice
from notices.radar import remind, rules
from tests.awards.scene_awards import DECISION, Stage, at, queries, stage

pytestmark = pytest.mark.django_db
OFFER_DAY = date(2025, 7, 15)
REPORT_DAY = date(2026, 3, 2)


@pytest.fixture
def scene() -> Stage:
    return stage()


def told(duties: Any) -> list[tuple[str, int]]:
    return sorted((duty.context["number"], duty.recipient_id) for duty in duties)


def test_the_radar_knows_the_rooms_rules() -> None:
    assert set(RULES) <= set(rules())


def test_an_offer_is_reminded_of_until_it_is_accepted(scene: Stage) -> None:
    scene.approved()
    # Nothing is said before the results are out.
    assert told(offers_due([OFFER_DAY])) == []
    with at(DECISION):
        services.release_results(round_id=scene.call.pk, by=scene.endo)
        scene.accept("A")
    # The viewer of B's group is not written to.
    assert told(offers_due([OFFER_DAY])) == [
        ("R7-05-002", scene.voices["B"].pk),
        ("R7-05-003", scene.voices["C"].pk),
    ]
    assert told(offers_due([date(2025, 7, 14)])) == []
    assert queries(lambda: list(offers_due([OFFER_DAY]))) == 1


def test_a_report_is_reminded_of_until_it_is_handed_in(scene: Stage) -> None:
    scene.active()
    assert [number for number, _ in told(reports_due([REPORT_DAY]))] == [
        "R7-05-001",
        "R7-05-002",
        "R7-05-003",
    ]
    Report.objects.filter(award=scene.award("A")).update(state="submitted")
    Report.objects.filter(award=scene.award("B")).update(state="draft")
    Award.objects.filter(pk=scene.award("C").pk).update(state="cancelled")
    assert told(reports_due([REPORT_DAY])) == [("R7-05-002", scene.voices["B"].pk)]
    assert queries(lambda: list(reports_due([REPORT_DAY]))) == 1


def test_a_refund_is_reminded_of_with_what_is_left(scene: Stage) -> None:
    scene.fixed("A")
    refund = Refund.objects.get()
    duty = next(iter(refunds_due([refund.due_on])))
    assert (duty.recipient_id, duty.context["left"]) == (scene.voices["A"].pk, "13,000円")
    with at("2026-03-20 10:00"):
        services.receive_refund(refund_id=refund.pk, amount=3_000, on=date(2026, 3, 20), by=scene.endo)
    assert next(iter(refunds_due([refund.due_on]))).context["left"] == "10,000円"
    with at("2026-03-21 10:00"):
        services.receive_refund(refund_id=refund.pk, amount=10_000, on=date(2026, 3, 21), by=scene.endo)
    assert list(refunds_due([refund.due_on])) == []


def test_what_is_left_counts_once_for_two_who_write(scene: Stage) -> None:
    from people.models import Membership
    from tests import factories as make

    scene.fixed("A")
    Membership.objects.create(group=scene.groups["A"], user=make.user(), role="treasurer")
    refund = Refund.objects.get()
    for day in (14, 15):
        with at(f"2026-03-{day} 10:00"):
            services.receive_refund(refund_id=refund.pk, amount=1_000, on=date(2026, 3, day), by=scene.endo)
    assert [duty.context["left"] for duty in refunds_due([refund.due_on])] == ["11,000円", "11,000円"]


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
