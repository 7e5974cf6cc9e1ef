"""R10, N12: freed money goes to the first who waits and for whom it gives an award."""

from __future__ import annotations

from typing import Any

import pytest

from applications.models import Application
from awards import services
from awards.models import Award, Promotion
from awards.permissions import RelatedParty
from awards.queries import remaining_for, visible_to
from awards.services.waitlist import NobodyWaits, NotDecided, PromotionStale
from common.errors import NotAllowed, NotFound, SamePerson, WrongState
from fund.models import Department, Round
from ledger import queries as ledger
from notices.models import Notice
from people.models import Membership
from tests import factories as make
from tests.awards.scene_awards import DECISION, Stage, at, refused, stage

pytestmark = pytest.mark.django_db
LATER = "2025-07-03 10:00"


def narrow(**line: Any) -> Stage:
    """The department has 397,000 only: B takes all of it, C waits."""
    made = stage(department={"line": {"remainder_policy": "offer", **line}})
    collab = made.call.departments.get(code="COLLAB")
    collab.budget = 397_000
    collab.save()
    made.released()
    return made


@pytest.fixture
def scene() -> Stage:
    return narrow()


def department(scene: Stage) -> Department:
    return Department.objects.select_related("round").get(round=scene.call, code="COLLAB")


def free(scene: Stage) -> None:
    with at("2025-07-02 10:00"):
        services.decline_offer(award_id=scene.award("B").pk, by=scene.voices["B"])


def promote(scene: Stage, by: object = None) -> Promotion:
    with at(LATER):
        return services.promote_waitlist(department_id=department(scene).pk, by=by or scene.endo)  # type: ignore[arg-type]


def test_where_requests_are_counted_a_larger_award_counts_in_full(scene: Stage) -> None:
    """397,000 − max(100,000 asked for, 397,000 awarded) = 0: nothing is free for whoever waits."""
    own = department(scene)
    own.rules_data = {**own.rules_data, "line": {"remainder_policy": "offer", "cumulates": "requested"}}
    own.save()
    Application.objects.filter(pk=scene.applications["B"].pk).update(requested=100_000)
    assert remaining_for(department(scene)).yen == 0


def test_freed_money_makes_the_next_an_award(scene: Stage) -> None:
    assert remaining_for(department(scene)).yen == 0
    refused(NobodyWaits, lambda: services.promote_waitlist(department_id=department(scene).pk, by=scene.endo))
    free(scene)
    assert remaining_for(department(scene)).yen == 397_000

    promotion = promote(scene)
    # R1 again: of C's 2,000,000 only the 397,000 that are free; the floor of 100,000 is met.
    assert (promotion.amount, promotion.outcome) == (397_000, "approved_remainder")
    assert promotion.binding == ["remaining_budget"]
    assert not visible_to(scene.voices["C"]).exists()
    with at(LATER):
        award = services.approve_promotion(promotion_id=promotion.pk, by=scene.fukuda)

    assert (award.state, award.amount, award.prepared_by_id) == ("offered", 397_000, scene.endo.pk)
    assert award.accept_by.isoformat() == "2025-07-17"  # type: ignore[union-attr]
    # R12: KAN shares C's tag and holds 900,000.
    assert scene.lines("award", award.reference) == [[("5010", "KAN", 397_000, 0), ("2010", "", 0, 397_000)]]
    assert ledger.payable_for(award.reference) == 397_000
    assert Application.objects.get(pk=scene.applications["C"].pk).state == "approved"
    assert Notice.objects.filter(kind="offer", recipient=scene.voices["C"]).count() == 1
    refused(WrongState, lambda: services.approve_promotion(promotion_id=promotion.pk, by=scene.fukuda), LATER)


def test_an_open_promotion_is_not_prepared_twice(scene: Stage) -> None:
    free(scene)
    assert promote(scene).pk == promote(scene).pk
    assert Promotion.objects.count() == 1


def test_who_may_prepare_and_approve(scene: Stage) -> None:
    free(scene)
    place = department(scene).pk
    for person, error in ((scene.fujii, NotFound), (scene.voices["C"], NotFound), (scene.ikeda, NotAllowed)):
        refused(error, lambda person=person: services.promote_waitlist(department_id=place, by=person), LATER)
    both = make.staff(scene.fund, "officer", "approver", name="both")
    promotion = promote(scene, both)

    def approve(by: object) -> object:
        return services.approve_promotion(promotion_id=promotion.pk, by=by)  # type: ignore[arg-type]

    refused(SamePerson, lambda: approve(both), LATER)
    refused(NotAllowed, lambda: approve(scene.endo), LATER)
    refused(NotFound, lambda: approve(scene.fujii), LATER)
    Membership.objects.create(group=scene.groups["C"], user=scene.fukuda, role="viewer")
    refused(RelatedParty, lambda: approve(scene.fukuda), LATER)


def test_what_changed_in_between_is_prepared_again(scene: Stage) -> None:
    free(scene)
    promotion = promote(scene)
    Department.objects.filter(pk=department(scene).pk).update(budget=500_000)
    refused(
        PromotionStale, lambda: services.approve_promotion(promotion_id=promotion.pk, by=scene.fukuda), LATER
    )
    refused(NotFound, lambda: services.drop_promotion(promotion_id=promotion.pk, by=scene.fujii), LATER)
    refused(NotAllowed, lambda: services.drop_promotion(promotion_id=promotion.pk, by=scene.ikeda), LATER)
    with at(LATER):
        services.drop_promotion(promotion_id=promotion.pk, by=scene.endo)
    assert promote(scene).amount == 500_000


def test_nobody_moves_up_after_the_projects(scene: Stage) -> None:
    free(scene)
    Round.objects.filter(pk=scene.call.pk).update(state="settled")
    refused(
        NotDecided,
        lambda: services.promote_waitlist(department_id=department(scene).pk, by=scene.endo),
        LATER,
    )


def test_a_remainder_below_the_floor_moves_nobody_up(scene: Stage) -> None:
    """R2: 99,000 are free, the floor is 100,000."""
    Department.objects.filter(pk=department(scene).pk).update(budget=496_000)
    refused(
        NobodyWaits,
        lambda: services.promote_waitlist(department_id=department(scene).pk, by=scene.endo),
        LATER,
    )


def test_with_choice_days_a_lapsed_offer_goes_on_by_itself() -> None:
    """N12: whoever sleeps through the days to choose passes the choice on; a second person approves it."""
    scene = narrow(choice_days=5)
    with at("2025-07-16 00:05"):
        services.lapse_offers()
    promotion = Promotion.objects.get()
    assert (promotion.application_id, promotion.prepared_by_id) == (scene.applications["C"].pk, None)
    with at("2025-07-16 10:00"):
        award = services.approve_promotion(promotion_id=promotion.pk, by=scene.fukuda)
    assert award.accept_by.isoformat() == "2025-07-21"  # type: ignore[union-attr]


def test_the_waitlist_ends_with_the_projects(scene: Stage) -> None:
    with at("2026-01-31 10:00"):
        assert services.expire_waitlists() == 0
    with at("2026-02-01 10:00"):
        assert services.expire_waitlists() == 1
        assert services.expire_waitlists() == 0
    assert Application.objects.get(pk=scene.applications["C"].pk).state == "declined"
    assert not Award.objects.filter(application=scene.applications["C"]).exists()


def test_an_equal_second_department_keeps_its_own_money(scene: Stage) -> None:
    """START's 200,000 left over are no money of COLLAB."""
    start = Department.objects.select_related("round").get(round=scene.call, code="START")
    assert remaining_for(start).yen == 200_000
    assert remaining_for(department(scene)).yen == 0
    refused(NobodyWaits, lambda: services.promote_waitlist(department_id=start.pk, by=scene.endo), DECISION)
