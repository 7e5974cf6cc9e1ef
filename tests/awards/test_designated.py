"""R12: a named group's sub-fund pays out without an application; NGO of domain.md §8."""

from __future__ import annotations

from datetime import date

import pytest

from awards import services
from awards.models import Award, Report
from awards.permissions import RelatedParty
from awards.queries import visible_to
from awards.services.designated import NoTarget, PayoutTooLarge
from common.errors import NotAllowed, NotFound, SamePerson, WrongState
from fund.models import SubFund
from ledger import queries as ledger
from ledger.errors import InsufficientFunds
from notices.models import Notice
from people.models import Membership
from tests import factories as make
from tests.awards.scene_awards import Stage, at, refused, stage

pytestmark = pytest.mark.django_db
DAY = "2025-09-01 10:00"


@pytest.fixture
def scene() -> Stage:
    made = stage()
    SubFund.objects.filter(fund=made.fund, code="NGO").update(target_group=made.groups["B"])
    return made


def sub_fund(scene: Stage, code: str = "NGO") -> int:
    return SubFund.objects.get(fund=scene.fund, code=code).pk


def designate(scene: Stage, amount: int | None = None) -> Award:
    with at(DAY):
        return services.designate_award(sub_fund_id=sub_fund(scene), by=scene.endo, amount=amount)


def test_the_payout_is_capped_and_posted(scene: Stage) -> None:
    """NGO holds 80,000 − 8,000 = 72,000; the cap is 60,000."""
    award = designate(scene)
    assert (award.amount, award.kind, award.state, award.number) == (
        60_000,
        "designated",
        "offered",
        "NGO-2025-01",
    )
    assert not scene.lines("payout")
    # Prepared only: the group knows nothing of it.
    assert not visible_to(scene.voices["B"]).exists()
    with at(DAY):
        services.approve_designated(award_id=award.pk, by=scene.fukuda)

    award.refresh_from_db()
    assert (award.state, award.decided_on) == ("active", date(2025, 9, 1))
    assert scene.lines("payout") == [[("5010", "NGO", 60_000, 0), ("2010", "", 0, 60_000)]]
    assert scene.balances()["NGO"] == 12_000
    assert ledger.payable_for(award.reference) == 60_000
    assert [(row.kind, row.amount) for row in award.instalments.all()] == [("designated", 60_000)]
    assert Report.objects.get(award=award).due_on == date(2026, 3, 31)
    assert visible_to(scene.voices["B"]).get().pk == award.pk
    assert Notice.objects.get(kind="decision_letter").recipient_id == scene.voices["B"].pk
    # Nothing is left under the cap.
    refusal = refused(
        PayoutTooLarge, lambda: services.designate_award(sub_fund_id=sub_fund(scene), by=scene.endo), DAY
    )
    assert refusal.extra["available"] == 0


def test_a_part_leaves_the_rest_for_later(scene: Stage) -> None:
    first = designate(scene, 25_000)
    with at(DAY):
        services.approve_designated(award_id=first.pk, by=scene.fukuda)
    assert designate(scene).amount == 35_000


@pytest.mark.parametrize("amount", [0, 60_001])
def test_more_than_the_payout_is_refused(scene: Stage, amount: int) -> None:
    refusal = refused(
        PayoutTooLarge,
        lambda: services.designate_award(sub_fund_id=sub_fund(scene), by=scene.endo, amount=amount),
        DAY,
    )
    assert (refusal.pointer, refusal.extra["available"]) == ("/amount", 60_000)


def test_two_prepared_payouts_do_not_both_pass(scene: Stage) -> None:
    first, second = designate(scene), designate(scene)
    with at(DAY):
        services.approve_designated(award_id=first.pk, by=scene.fukuda)
    refused(PayoutTooLarge, lambda: services.approve_designated(award_id=second.pk, by=scene.fukuda), DAY)


def test_other_sub_funds_name_nobody(scene: Stage) -> None:
    for code in ("GEN", "GRN"):
        refused(
            NoTarget,
            lambda code=code: services.designate_award(sub_fund_id=sub_fund(scene, code), by=scene.endo),
            DAY,
        )


def test_who_may_prepare_approve_and_drop(scene: Stage) -> None:
    place = sub_fund(scene)
    for person, error in ((scene.fujii, NotFound), (scene.fukuda, NotAllowed), (scene.voices["B"], NotFound)):
        refused(error, lambda person=person: services.designate_award(sub_fund_id=place, by=person), DAY)
    both = make.staff(scene.fund, "officer", "approver", name="both")
    with at(DAY):
        award = services.designate_award(sub_fund_id=place, by=both)
    refused(SamePerson, lambda: services.approve_designated(award_id=award.pk, by=both), DAY)
    refused(NotAllowed, lambda: services.approve_designated(award_id=award.pk, by=scene.endo), DAY)
    refused(NotFound, lambda: services.approve_designated(award_id=award.pk, by=scene.voices["B"]), DAY)
    refused(NotAllowed, lambda: services.drop_designated(award_id=award.pk, by=scene.ikeda), DAY)
    Membership.objects.create(group=scene.groups["B"], user=scene.endo, role="viewer")
    refused(RelatedParty, lambda: services.designate_award(sub_fund_id=place, by=scene.endo), DAY)
    with at(DAY):
        services.drop_designated(award_id=award.pk, by=scene.endo, reason="来年度にします")
    award.refresh_from_db()
    assert award.state == "declined_by_group"
    refused(WrongState, lambda: services.approve_designated(award_id=award.pk, by=scene.fukuda), DAY)


def test_an_application_award_is_not_approved_this_way(scene: Stage) -> None:
    scene.released()
    award = scene.award("B")
    refused(NotFound, lambda: services.approve_designated(award_id=award.pk, by=scene.fukuda), DAY)
    refused(NotFound, lambda: services.drop_designated(award_id=award.pk, by=scene.endo), DAY)


def test_money_gone_in_the_meantime_is_not_paid(scene: Stage) -> None:
    award = designate(scene)
    SubFund.objects.filter(pk=sub_fund(scene)).update(payout_cap=None)
    Award.objects.filter(pk=award.pk).update(amount=72_001)
    with pytest.raises((PayoutTooLarge, InsufficientFunds)), at(DAY):
        services.approve_designated(award_id=award.pk, by=scene.fukuda)
    assert not scene.lines("payout")
