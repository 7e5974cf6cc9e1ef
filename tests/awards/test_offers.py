"""R10: an offer accepted, put into force, declined or lapsed, and what the books say after each."""

from __future__ import annotations

from datetime import date

import pytest

from applications.models import Application, AwardHistory
from applications.queries import prior_awards
from awards import services
from awards.models import Award, Report
from awards.permissions import RelatedParty
from awards.services.offers import (
    AlreadyAccepted,
    BudgetNeeded,
    BudgetUnbalanced,
    NotAccepted,
    OfferExpired,
    OfferWithdrawn,
)
from common.errors import DomainError, NotAllowed, NotFound, SamePerson, WrongState
from ledger import queries as ledger
from notices.models import Notice
from people.models import Membership
from tests import factories as make
from tests.awards.scene_awards import C_BUDGET, DECISION, Stage, at, refused, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Stage:
    made = stage()
    made.released()
    return made


def test_an_accepted_offer_is_put_into_force(scene: Stage) -> None:
    with at("2025-07-15 23:59"):
        scene.accept("B")
        award = services.activate_award(award_id=scene.award("B").pk, by=scene.fukuda)

    assert (award.state, award.amount, award.activated_by_id) == ("active", 397_000, scene.fukuda.pk)
    assert award.accepted_at == make.at("2025-07-15 23:59")
    report = Report.objects.get(award=award)
    assert (report.kind, report.state, report.due_on) == ("final", "not_due", date(2026, 3, 2))
    # R4: floor1000(397,000 × 0.8 = 317,600) is planned as the advance.
    assert [(row.kind, row.amount) for row in award.instalments.all()] == [("advance", 317_000)]
    letter = Notice.objects.get(kind="decision_letter")
    assert (letter.recipient_id, letter.context["amount"]) == (scene.voices["B"].pk, "397,000円")
    # The decision posted it; acceptance moves no yen.
    assert len(scene.lines("award")) == 3


def test_an_accepted_award_counts_for_later_calls_but_not_for_itself(scene: Stage) -> None:
    """R3."""
    with at(DECISION):
        scene.accept("B")
    noted = AwardHistory.objects.get()
    assert (noted.group_id, noted.department_code, noted.fiscal_year) == (
        scene.groups["B"].pk,
        "COLLAB",
        2025,
    )
    own = scene.applications["B"]
    again = make.application(own.department, scene.groups["B"], state="accepted")
    assert prior_awards([own, again]) == {own.pk: 0, again.pk: 1}


def test_a_reduced_offer_needs_a_budget_that_balances(scene: Stage) -> None:
    """C asked for 2,000,000 and is offered 1,703,000: 297,000 are missing."""
    award = scene.award("C")
    voice = scene.voices["C"]

    def accept(total: int | None = None, other: int = 0) -> object:
        revised = None if total is None else {"total": total, "other_income": other}
        return services.accept_offer(award_id=award.pk, by=voice, revised_budget=revised)

    assert refused(BudgetNeeded, accept).extra["gap"] == 297_000
    # 1,703,000 + 1,056,999 misses 2,760,000 by one yen.
    assert refused(BudgetUnbalanced, lambda: accept(2_760_000, 1_056_999)).extra["gap"] == 1
    refused(BudgetUnbalanced, lambda: accept(1_702_000, -1_000))
    rows = {**C_BUDGET, "rows": [{"category": "報償費", "amount": 2_759_999}]}
    refused(
        BudgetUnbalanced,
        lambda: services.accept_offer(award_id=award.pk, by=voice, revised_budget=rows),
    )
    with at(DECISION):
        accept(2_760_000, 1_057_000)
    award.refresh_from_db()
    assert award.accepted_budget == C_BUDGET


def test_who_may_accept(scene: Stage) -> None:
    award = scene.award("B")
    for person, error in (
        (scene.fujii, NotFound),
        (scene.voices["A"], NotFound),
        (scene.viewer, NotAllowed),
        (scene.endo, NotAllowed),
    ):
        refused(error, lambda person=person: services.accept_offer(award_id=award.pk, by=person))
        refused(error, lambda person=person: services.decline_offer(award_id=award.pk, by=person))
    refused(NotFound, lambda: services.accept_offer(award_id=award.pk + 999, by=scene.voices["B"]))


def test_too_late_is_too_late(scene: Stage) -> None:
    late = "2025-07-16 00:00"
    refusal = refused(
        OfferExpired,
        lambda: services.accept_offer(award_id=scene.award("B").pk, by=scene.voices["B"]),
        late,
    )
    assert refusal.extra["until"] == "2025-07-15"


def test_once_accepted_it_is_neither_accepted_again_nor_declined(scene: Stage) -> None:
    with at(DECISION):
        award = scene.accept("B")
    voice = scene.voices["B"]
    refused(AlreadyAccepted, lambda: services.accept_offer(award_id=award.pk, by=voice))
    refused(AlreadyAccepted, lambda: services.decline_offer(award_id=award.pk, by=voice))


def test_a_withdrawn_application_has_nothing_to_accept(scene: Stage) -> None:
    Application.objects.filter(pk=scene.applications["B"].pk).update(state="withdrawn")
    refused(OfferWithdrawn, lambda: services.accept_offer(award_id=scene.award("B").pk, by=scene.voices["B"]))


def test_who_may_activate(scene: Stage) -> None:
    award = scene.award("B")

    def activate(by: object) -> object:
        return services.activate_award(award_id=award.pk, by=by)  # type: ignore[arg-type]

    refused(NotAccepted, lambda: activate(scene.fukuda))
    with at(DECISION):
        scene.accept("B")
    both = make.staff(scene.fund, "approver", name="both")
    Membership.objects.create(group=scene.groups["B"], user=both, role="viewer")
    cases: list[tuple[object, type[DomainError]]] = [
        (scene.fujii, NotFound),
        (scene.voices["A"], NotFound),
        (scene.voices["B"], NotAllowed),
        (scene.endo, NotAllowed),
        (both, RelatedParty),
    ]
    for person, error in cases:
        refused(error, lambda person=person: activate(person))
    Award.objects.filter(pk=award.pk).update(prepared_by=scene.fukuda)
    refused(SamePerson, lambda: activate(scene.fukuda))
    with at(DECISION):
        activate(scene.hoshi)
    refused(WrongState, lambda: activate(scene.hoshi))


def test_a_declined_offer_gives_every_yen_back(scene: Stage) -> None:
    before = scene.balances()
    with at("2025-07-03 10:00"):
        award = services.decline_offer(
            award_id=scene.award("B").pk, by=scene.voices["B"], reason="人手が足りません"
        )

    assert award.state == "declined_by_group"
    after = scene.balances()
    assert after["GRN"] - before["GRN"] == 161_500
    assert after["MATCH"] - before["MATCH"] == 235_500
    assert ledger.payable_for(award.reference) == 0
    assert scene.lines("award_reversal") == [
        [("5010", "GRN", 0, 161_500), ("5010", "MATCH", 0, 235_500), ("2010", "", 397_000, 0)]
    ]
    assert Application.objects.get(pk=scene.applications["B"].pk).state == "withdrawn"
    # R3: a declined offer does not count.
    assert not AwardHistory.objects.exists()
    refused(WrongState, lambda: services.decline_offer(award_id=award.pk, by=scene.voices["B"]))


def test_an_offer_lapses_after_its_day_and_not_before(scene: Stage) -> None:
    with at(DECISION):
        scene.accept("A")
    with at("2025-07-15 23:59"):
        assert services.lapse_offers() == []
    with at("2025-07-16 00:05"):
        lapsed = services.lapse_offers()
        assert services.lapse_offers() == []
    assert {award.number for award in lapsed} == {"R7-05-002", "R7-05-003"}
    assert scene.award("A").state == "offered"
    assert ledger.balance(scene.book, "2010") == -100_000
    assert Notice.objects.filter(kind="award_declined").count() == 2


def test_the_offer_of_a_withdrawn_application_lapses_at_once(scene: Stage) -> None:
    Application.objects.filter(pk=scene.applications["B"].pk).update(state="withdrawn")
    with at("2025-07-02 10:00"):
        lapsed = services.lapse_offers()
    assert [award.number for award in lapsed] == ["R7-05-002"]
    assert ledger.payable_for(lapsed[0].reference) == 0


def test_nothing_lapses_before_the_results_are_out() -> None:
    quiet = stage("QUIET")
    quiet.approved()
    with at("2025-08-01 10:00"):
        assert services.lapse_offers() == []
    assert quiet.award("B").state == "offered"
