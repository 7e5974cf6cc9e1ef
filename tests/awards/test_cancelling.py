"""R6, R14: an award cancelled by two approvers, from every state that allows it; domain.md §8: 347,812."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from awards import hooks, services
from awards.models import Award, Cancellation, ChangeRequest, Interest, Refund, RefundReceipt
from awards.permissions import RelatedParty
from awards.services.cancelling import CancellationThere
from awards.services.common import TransferUnderWay
from common.errors import (
    DomainError,
    FieldErrors,
    NotAllowed,
    NotFound,
    ReasonMissing,
    SamePerson,
    WrongState,
)
from donations import services as donations
from fund import services as funds
from ledger import integrity
from ledger import queries as ledger
from ledger.lots import held_by
from notices.models import Notice
from people.models import Membership
from tests import factories as make
from tests.awards.scene_awards import PAID_ON, Stage, at, pay, refused, stage
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db
DAY = "2026-05-20 10:00"


@pytest.fixture
def scene() -> Stage:
    return stage()


def close_2025(scene: Stage) -> None:
    """The year's end done, the books of 2025 closed and carried forward."""
    last, first = date(2026, 3, 31), "2026-04-01 10:00"
    with at("2026-03-31 10:00"):
        funds.overflow_named_groups(fund_id=scene.fund.pk, year=2025, by=scene.endo, on=last)
        donations.return_unspent_match(round_id=scene.call.pk, on=last, by=scene.fukuda)
    with at(first):
        funds.open_year(fund_id=scene.fund.pk, year=2026, by=SYSTEM)
        funds.prepare_year_close(fund_id=scene.fund.pk, year=2025, by=scene.endo)
        funds.close_fiscal_year(fund_id=scene.fund.pk, year=2025, by=scene.fukuda)


def prepare(scene: Stage, award: Award, moment: str = "2026-02-01 10:00", by: Any = None) -> Cancellation:
    with at(moment):
        return services.prepare_cancellation(
            award_id=award.pk, by=by or scene.fukuda, kind="false_statement", reason="領収書の偽造"
        )


def cancel(scene: Stage, award: Award, moment: str = "2026-02-01 10:00", **values: Any) -> Cancellation:
    made = prepare(scene, award, moment)
    with at(moment):
        return services.approve_cancellation(cancellation_id=made.pk, by=scene.hoshi, **values)


def test_all_of_it_goes_back_and_what_was_paid_is_asked_back(scene: Stage) -> None:
    award = scene.paid("B")
    cancellation = cancel(scene, award)

    award.refresh_from_db()
    assert (award.state, cancellation.state) == ("cancelled", "approved")
    assert (cancellation.approved_by_id, cancellation.cancelled_on) == (scene.hoshi.pk, date(2026, 2, 1))
    # 317,000 were paid, 80,000 were not; everything goes back, the last draw first.
    assert scene.lines("cancellation") == [
        [
            ("1060", "", 317_000, 0),
            ("2010", "", 80_000, 0),
            ("5010", "MATCH", 0, 235_500),
            ("5010", "GRN", 0, 161_500),
        ]
    ]
    assert cancellation.release == [["MATCH", 235_500], ["GRN", 161_500]]
    assert held_by(scene.book, award.reference) == 0
    assert ledger.payable_for(award.reference) == 0
    assert {row.state for row in award.instalments.all()} == {"void"}
    refund = Refund.objects.get()
    assert (refund.reason, refund.principal, refund.surcharge_from) == ("cancellation", 317_000, PAID_ON)
    assert refund.due_on == date(2026, 3, 3)
    letter = Notice.objects.get(kind="cancellation_and_refund")
    assert (letter.recipient_id, letter.context["refund"]) == (scene.voices["B"].pk, "317,000円")
    assert integrity.failures() == {}


def test_b_pays_347_812(scene: Stage) -> None:
    """317,000 received on 2025-07-15, repaid on 2026-06-03: 324 days, both counted;
    317,000 × 0.1095 × 324 / 365 = 30,812.4 → 30,812. The books of 2025 are closed by then."""
    award = scene.paid("B")
    close_2025(scene)
    cancellation = prepare(scene, award, DAY)
    with at(DAY):
        services.approve_cancellation(
            cancellation_id=cancellation.pk, by=scene.hoshi, refund_due_on=date(2026, 6, 19)
        )
    refund = Refund.objects.get()
    assert refund.due_on == date(2026, 6, 19)
    with at("2026-06-03 12:00"):
        receipt = services.receive_refund(
            refund_id=refund.pk, amount=317_000, on=date(2026, 6, 3), by=scene.endo
        )
    assert isinstance(receipt, RefundReceipt)
    interest = Interest.objects.get()
    assert (interest.kind, interest.days, interest.amount) == ("surcharge", 324, 30_812)
    assert scene.lines("refund_received") == [
        [("1020", "", 347_812, 0), ("1060", "", 0, 317_000), ("4030", "GEN", 0, 30_812)]
    ]
    award.refresh_from_db()
    assert award.state == "settled"
    assert integrity.failures() == {}


def test_where_nothing_was_paid_the_award_settles_at_once(scene: Stage) -> None:
    scene.active()
    award = scene.award("B")
    cancel(scene, award)
    award.refresh_from_db()
    assert award.state == "settled"
    assert not Refund.objects.exists()
    assert scene.lines("cancellation") == [
        [("2010", "", 397_000, 0), ("5010", "MATCH", 0, 235_500), ("5010", "GRN", 0, 161_500)]
    ]
    assert integrity.failures() == {}


def test_while_a_change_is_pending(scene: Stage) -> None:
    award = scene.paid("B")
    with at("2026-01-10 10:00"):
        services.ask_change(award_id=award.pk, by=scene.voices["B"], kind="change", reason="延期")
    cancel(scene, award)
    assert ChangeRequest.objects.get().state == "withdrawn"
    assert scene.award("B").state == "cancelled"


def test_after_the_fixing_an_open_refund_goes_into_the_cancellations(scene: Stage) -> None:
    """A was paid 100,000 and fixed at 87,000; of the 13,000 to come back 3,000 had come in."""
    award = scene.fixed("A")
    first = Refund.objects.get(state="open")
    assert first.principal == 13_000
    with at("2026-03-20 10:00"):
        services.receive_refund(refund_id=first.pk, amount=3_000, on=date(2026, 3, 20), by=scene.endo)
    cancel(scene, award, "2026-03-25 10:00")

    first.refresh_from_db()
    assert first.state == "void"
    second = Refund.objects.get(state="open")
    # Of 100,000 paid 3,000 came back.
    assert (second.reason, second.principal, second.surcharge_from) == ("cancellation", 97_000, PAID_ON)
    # 10,000 were claimed already, so 87,000 more are; nothing was unpaid.
    assert scene.lines("cancellation") == [[("1060", "", 87_000, 0), ("5010", "MATCH", 0, 87_000)]]
    assert ledger.receivable_for(award.reference) == 97_000
    assert integrity.failures() == {}
    with at("2026-03-31 10:00"):
        services.receive_refund(refund_id=second.pk, amount=97_000, on=date(2026, 3, 31), by=scene.endo)
    # 15 July to 31 March, both counted: 260 days; 97,000 × 0.1095 × 260 / 365 = 7,566.
    assert Interest.objects.get().amount == 7_566
    award.refresh_from_db()
    assert award.state == "settled"
    assert integrity.failures() == {}


def test_after_the_fixing_with_a_top_up_still_to_be_paid(scene: Stage) -> None:
    """B: fixed 363,000, paid 317,000; the 46,000 on their way are never paid."""
    award = scene.fixed("B")
    cancel(scene, award, "2026-03-20 10:00")
    assert scene.lines("cancellation") == [
        [
            ("1060", "", 317_000, 0),
            ("2010", "", 46_000, 0),
            ("5010", "MATCH", 0, 201_500),
            ("5010", "GRN", 0, 161_500),
        ]
    ]
    assert {row.state for row in award.instalments.all()} == {"void"}
    assert integrity.failures() == {}


def test_years_after_it_was_settled(scene: Stage) -> None:
    """A kept 87,000: all of it comes back, from the day of the first payment."""
    award = scene.settled()
    assert award.state == "settled"
    close_2025(scene)
    cancel(scene, award, DAY)
    refund = Refund.objects.get(state="open")
    assert (refund.principal, refund.surcharge_from) == (87_000, PAID_ON)
    assert scene.lines("cancellation") == [[("1060", "", 87_000, 0), ("5010", "MATCH", 0, 87_000)]]
    award.refresh_from_db()
    assert award.state == "cancelled"
    assert integrity.failures() == {}


def test_a_reported_award(scene: Stage) -> None:
    award = scene.paid("B")
    Award.objects.filter(pk=award.pk).update(state="reported")
    cancel(scene, award)
    assert scene.award("B").state == "cancelled"


def test_the_surcharge_runs_from_the_first_of_several_payments(scene: Stage) -> None:
    award = scene.paid("B", 200_000)
    pay(scene, award, 117_000, date(2025, 10, 1))
    cancel(scene, award)
    refund = Refund.objects.get()
    assert (refund.principal, refund.surcharge_from) == (317_000, PAID_ON)


@pytest.mark.parametrize("state", ["offered", "declined_by_group", "abolished", "cancelled"])
def test_other_states_cannot_be_cancelled(scene: Stage, state: str) -> None:
    scene.active()
    Award.objects.filter(pk=scene.award("B").pk).update(state=state)
    refused(WrongState, lambda: prepare(scene, scene.award("B")))


def test_two_approvers_and_neither_related(scene: Stage) -> None:
    award = scene.paid("B")
    cases: list[tuple[Any, type[DomainError]]] = [
        (scene.fujii, NotFound),
        (scene.voices["A"], NotFound),
        (scene.voices["B"], NotAllowed),
        (scene.endo, NotAllowed),
        (scene.ikeda, NotAllowed),
    ]
    for person, error in cases:
        refused(error, lambda person=person: prepare(scene, award, by=person))
    made = prepare(scene, award)

    def approve(by: Any) -> object:
        return services.approve_cancellation(cancellation_id=made.pk, by=by)

    def drop(by: Any) -> object:
        return services.drop_cancellation(cancellation_id=made.pk, by=by)

    for person, error in cases:
        refused(error, lambda person=person: approve(person), "2026-02-01 10:00")
        refused(error, lambda person=person: drop(person), "2026-02-01 10:00")
    refused(SamePerson, lambda: approve(scene.fukuda), "2026-02-01 10:00")
    Membership.objects.create(group=scene.groups["B"], user=scene.hoshi, role="viewer")
    refused(RelatedParty, lambda: approve(scene.hoshi), "2026-02-01 10:00")
    third = make.staff(scene.fund, "approver", name="third")
    with at("2026-02-01 10:00"):
        approve(third)
    refused(WrongState, lambda: approve(third), "2026-02-01 10:00")
    refused(WrongState, lambda: drop(third), "2026-02-01 10:00")


def test_one_cancellation_at_a_time_and_a_dropped_one_makes_room(scene: Stage) -> None:
    award = scene.paid("B")
    made = prepare(scene, award)
    refused(CancellationThere, lambda: prepare(scene, award))
    with at("2026-02-01 10:00"):
        services.drop_cancellation(cancellation_id=made.pk, by=scene.hoshi)
    assert scene.award("B").state == "active"
    cancel(scene, award)
    # Settled again by the repayment, it is not cancelled a second time.
    refund = Refund.objects.get()
    with at("2026-02-02 10:00"):
        services.receive_refund(refund_id=refund.pk, amount=317_000, on=date(2026, 2, 2), by=scene.endo)
    assert scene.award("B").state == "settled"
    refused(CancellationThere, lambda: prepare(scene, award, "2026-02-03 10:00"))


def test_a_reason_and_a_day_that_lies_ahead(scene: Stage) -> None:
    award = scene.paid("B")
    refused(
        ReasonMissing,
        lambda: services.prepare_cancellation(award_id=award.pk, by=scene.fukuda, kind="breach", reason=" "),
    )
    made = prepare(scene, award)
    refused(
        FieldErrors,
        lambda: services.approve_cancellation(
            cancellation_id=made.pk, by=scene.hoshi, refund_due_on=date(2026, 1, 31)
        ),
        "2026-02-01 10:00",
    )


def test_what_the_bank_is_still_doing_is_awaited(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    award = scene.paid("B")
    made = prepare(scene, award)
    monkeypatch.setattr(hooks, "transfer_under_way", [lambda award: True])
    refused(
        TransferUnderWay,
        lambda: services.approve_cancellation(cancellation_id=made.pk, by=scene.hoshi),
        "2026-02-01 10:00",
    )
