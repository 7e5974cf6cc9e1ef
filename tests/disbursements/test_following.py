"""Instalments follow their award (R4, R5), and what awards may ask before they fix, cancel or settle."""

from __future__ import annotations

from typing import Any

import pytest

from awards import hooks
from awards.models import Award
from awards.services.common import TransferUnderWay
from common import clock_control
from disbursements import services
from disbursements.models import Instalment
from tests.disbursements.scene import BEFORE, PAY_DAY, Scene, everything, queries, scene, tell
from trail.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Any:
    with clock_control.at(BEFORE):
        yield scene()


def plan(award: Award) -> list[tuple[str, int, str]]:
    rows = Instalment.objects.filter(award=award).order_by("pk")
    return [(row.kind, row.amount, row.state) for row in rows]


def is_open(award: Award) -> bool:
    return any(asked([award]) for asked in hooks.have_open_instalments)


def under_way(award: Award) -> bool:
    return any(asked(award) for asked in hooks.transfer_under_way)


def pay(stage: Scene, award: Award) -> None:
    batch = stage.batch(stage.instalment(award, "approved"), state="exported")
    with clock_control.on(PAY_DAY):
        services.confirm_batch(batch_id=batch.pk, by=stage.goto, on=PAY_DAY)


def test_the_advance_is_planned_once_when_the_award_is_in_force(stage: Scene) -> None:
    # 397,000 × 0.8 = 317,600 → 317,000
    award = stage.award()
    assert plan(award) == [("advance", 317_000, "planned")]
    assert Event.objects.get(subject__startswith="instalment:").verb == "plan"
    before = everything()
    tell(award, BEFORE)
    assert everything() == before
    assert is_open(award)
    assert not under_way(award)


def test_without_an_advance_rate_nothing_is_planned(stage: Scene) -> None:
    award = stage.award(rate="0")
    assert plan(award) == []
    assert not is_open(award)


def test_a_designated_award_is_planned_whole(stage: Scene) -> None:
    assert plan(stage.designated()) == [("designated", 60_000, "planned")]


@pytest.mark.parametrize("state", ["planned", "requested", "approved"])
def test_a_lowered_award_lowers_what_is_not_paid_yet(stage: Scene, state: str) -> None:
    award = stage.award()
    stage.instalment(award, state)
    # 200,000 × 0.8
    stage.change(award, amount=200_000)
    assert plan(award) == [("advance", 160_000, state)]
    assert Event.objects.filter(verb="resize").get().data == {"before": 317_000, "amount": 160_000}


def test_what_was_paid_stays_when_the_award_is_lowered(stage: Scene) -> None:
    award = stage.award()
    pay(stage, award)
    stage.change(award, amount=200_000)
    assert plan(award) == [("advance", 317_000, "paid")]


def test_an_award_does_not_fall_below_what_is_at_the_bank(stage: Scene) -> None:
    award = stage.award()
    stage.batch(stage.instalment(award, "approved"))
    stage.change(award, amount=317_000)
    with pytest.raises(TransferUnderWay):
        stage.change(award, amount=316_999)
    assert plan(award) == [("advance", 317_000, "in_batch")]


def test_a_batch_given_up_catches_up_with_the_award(stage: Scene) -> None:
    award = stage.award()
    batch = stage.batch(stage.instalment(award, "approved"))
    # 350,000 × 0.8 = 280,000; the 317,000 in the batch fit into 350,000, so nothing happens yet.
    stage.change(award, amount=350_000)
    assert plan(award) == [("advance", 317_000, "in_batch")]
    services.void_batch(batch_id=batch.pk, by=stage.endo, reason="額が変わった")
    assert plan(award) == [("advance", 280_000, "approved")]


@pytest.mark.parametrize("state", ["planned", "requested", "approved"])
def test_fixing_replaces_an_advance_that_was_never_paid(stage: Scene, state: str) -> None:
    award = stage.award()
    stage.instalment(award, state)
    stage.fix(award, 363_000)
    assert plan(award) == [("advance", 317_000, "void"), ("final", 363_000, "planned")]


def test_fixing_plans_the_top_up(stage: Scene) -> None:
    award = stage.award()
    pay(stage, award)
    stage.fix(award, 363_000)
    # B of the example: 363,000 − 317,000
    assert plan(award) == [("advance", 317_000, "paid"), ("final", 46_000, "planned")]
    assert is_open(award)
    tell(award, BEFORE)
    assert len(plan(award)) == 2


def test_a_refund_needs_no_payment(stage: Scene) -> None:
    award = stage.award(amount=100_000, rate="1")
    pay(stage, award)
    # A of the example: 100,000 paid, 87,000 fixed
    stage.fix(award, 87_000)
    assert plan(award) == [("advance", 100_000, "paid")]
    assert not is_open(award)


def test_an_abolished_award_without_its_fixing_waits(stage: Scene) -> None:
    award = stage.award()
    stage.change(award, state="abolished")
    assert plan(award) == [("advance", 317_000, "void")]


@pytest.mark.parametrize("state", ["planned", "requested", "approved"])
def test_cancellation_voids_what_is_open(stage: Scene, state: str) -> None:
    award = stage.award()
    stage.instalment(award, state)
    stage.change(award, state="cancelled")
    assert plan(award) == [("advance", 317_000, "void")]
    assert not is_open(award)


@pytest.mark.parametrize("state", ["reported", "settled", "offered"])
def test_other_states_move_nothing(stage: Scene, state: str) -> None:
    award = stage.award()
    stage.change(award, state=state)
    assert plan(award) == [("advance", 317_000, "planned")]


@pytest.mark.parametrize("state", ["draft", "prepared", "approved", "exported"])
def test_a_transfer_in_a_batch_is_under_way(stage: Scene, state: str) -> None:
    award = stage.award()
    batch = stage.batch(stage.instalment(award, "approved"), state=state)
    assert under_way(award)
    assert is_open(award)
    if state == "exported":
        with clock_control.on(PAY_DAY):
            services.confirm_batch(batch_id=batch.pk, by=stage.goto)
    else:
        services.void_batch(batch_id=batch.pk, by=stage.endo, reason="やめる")
    assert not under_way(award)


def test_a_returned_advance_keeps_nothing_open_once_the_amount_is_fixed(stage: Scene) -> None:
    award = stage.award()
    batch = stage.batch(stage.instalment(award, "approved"), state="exported")
    with clock_control.on(PAY_DAY):
        services.fail_transfer(transfer_id=batch.transfers.get().pk, by=stage.goto, reason="口座なし")
    assert is_open(award)
    assert not under_way(award)
    # It may be tried again, but for no more than the award still gives: 200,000 × 0.8.
    stage.change(award, amount=200_000)
    assert plan(award) == [("advance", 160_000, "failed")]
    stage.fix(award, 150_000)
    assert plan(award) == [("advance", 160_000, "failed"), ("final", 150_000, "planned")]
    stage.change(award, state="cancelled")
    assert plan(award) == [("advance", 160_000, "failed"), ("final", 150_000, "void")]
    assert not is_open(award)


def test_following_costs_the_same_however_many_instalments(stage: Scene) -> None:
    award = stage.award()
    first = queries(lambda: tell(award, BEFORE))
    Instalment.objects.bulk_create(
        Instalment(award=award, kind="final", number=n, amount=1, state="void") for n in range(1, 31)
    )
    assert queries(lambda: tell(award, BEFORE)) == first
