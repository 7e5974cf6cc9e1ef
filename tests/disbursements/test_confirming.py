"""What the bank did becomes payments, fees and states: the journal of domain.md §8 nos. 27–30, 36–38."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from awards.models import Award
from common import clock_control
from common.errors import DomainError, NotAllowed, NotFound, ReasonMissing, WrongState
from disbursements import services
from disbursements.checks import payments_are_booked
from disbursements.models import Instalment, PaymentBatch, Transfer
from disbursements.services import confirming
from fund import services as funds
from fund.services.common import FutureDay
from ledger import queries as ledger
from ledger.integrity import failures
from ledger.models import Book, JournalEntry
from ledger.posting import Entry, cr, dr, post
from notices.models import Notice
from tests import factories as make
from tests.disbursements.scene import (
    BEFORE,
    PAY_DAY,
    TOP_UP_DAY,
    Scene,
    account,
    everything,
    journal,
    scene,
)
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Any:
    with clock_control.at(BEFORE):
        yield scene()


def refused(error: type[DomainError], act: Any) -> None:
    before = everything(), Notice.objects.count()
    with pytest.raises(error) as refusal:
        act()
    assert type(refusal.value) is error
    assert (everything(), Notice.objects.count()) == before


def confirm(stage: Scene, batch: PaymentBatch, by: Any = None, on: date | None = PAY_DAY) -> PaymentBatch:
    return services.confirm_batch(batch_id=batch.pk, by=by or stage.goto, on=on)


def three(stage: Scene) -> list[Award]:
    """A, B and C of the example: 100,000, 397,000 and 1,703,000."""
    history = make.group("歴史散歩の会", {stage.aoki: "representative"})
    account(history, "B", stage, number="0000101")
    return [
        stage.award(history, 100_000, "1", "R7-05-001"),
        stage.award(stage.green, 397_000, "0.8", "R7-05-002"),
        stage.award(stage.porch, 1_703_000, "0.8", "R7-05-003"),
    ]


def exported(stage: Scene, awards: list[Award], pay_on: date = PAY_DAY) -> PaymentBatch:
    rows = [stage.instalment(award, "approved") for award in awards]
    return stage.batch(*rows, state="exported", pay_on=pay_on)


def payment(text: str, amount: int) -> tuple[str, str, list[tuple[str, str, int, int]]]:
    return PAY_DAY.isoformat(), text, [("2010", "", amount, 0), ("1020", "", 0, amount)]


def test_the_advances_of_the_example(stage: Scene) -> None:
    awards = three(stage)
    batch = exported(stage, awards)
    bank = ledger.balance(stage.book, "1020")
    with clock_control.on(PAY_DAY):
        confirm(stage, batch)

    # Nos. 27–30: payments in the order of the file, then one fee of 3 × 440.
    assert journal(stage) == [
        payment("概算払 R7-05-001", 100_000),
        payment("概算払 R7-05-002", 317_000),
        payment("概算払 R7-05-003", 1_362_000),
        ("2025-07-15", "振込手数料", [("5020", "OPS", 1_320, 0), ("1020", "", 0, 1_320)]),
    ]
    assert [ledger.paid_for(award.reference) for award in awards] == [100_000, 317_000, 1_362_000]
    # 1,779,000 paid and 1,320 of fees; 2,200,000 granted less 1,779,000 still to pay.
    assert bank - ledger.balance(stage.book, "1020") == 1_780_320
    assert stage.payable() == 421_000
    batch.refresh_from_db()
    assert (batch.state, batch.fee) == ("confirmed", 1_320)
    assert set(Transfer.objects.values_list("state", "live", "result_on")) == {("confirmed", True, PAY_DAY)}
    assert set(Instalment.objects.values_list("state", "paid_on")) == {("paid", PAY_DAY)}
    assert JournalEntry.objects.get(kind="transfer_fee").reference == f"batch:{batch.pk}"
    letters = Notice.objects.filter(kind="payment_made")
    assert letters.count() == 4  # Aoki for three groups, Baba for one.
    assert {letter.context["paid_on"] for letter in letters} == {"令和7年7月15日(火)"}
    assert Notice.objects.get(kind="batch_confirmed").recipient == stage.endo
    assert failures() == {}


def test_the_top_up_of_the_example(stage: Scene) -> None:
    awards = three(stage)[1:]
    with clock_control.on(PAY_DAY):
        confirm(stage, exported(stage, awards))
    for award, fixed in zip(awards, (363_000, 1_703_000), strict=True):
        stage.fix(award, fixed)
    batch = exported(stage, awards, TOP_UP_DAY)
    with clock_control.on(TOP_UP_DAY):
        confirm(stage, batch, on=TOP_UP_DAY)

    # Nos. 36–38.
    assert [(text, lines[0][2]) for _, text, lines in journal(stage, TOP_UP_DAY)] == [
        ("精算払 R7-05-002", 46_000),
        ("精算払 R7-05-003", 341_000),
        ("振込手数料", 880),
    ]
    assert [ledger.paid_for(award.reference) for award in awards] == [363_000, 1_703_000]


def test_a_designated_payment(stage: Scene) -> None:
    batch = exported(stage, [stage.designated()])
    with clock_control.on(PAY_DAY):
        confirm(stage, batch)
    # Nos. 32–33: 60,000, then 440.
    assert journal(stage) == [
        payment("団体指定 支払 NGO-2025-01", 60_000),
        ("2025-07-15", "振込手数料", [("5020", "OPS", 440, 0), ("1020", "", 0, 440)]),
    ]


def test_an_award_whose_last_payment_arrived_is_settled(stage: Scene) -> None:
    award = stage.award()
    with clock_control.on(PAY_DAY):
        confirm(stage, exported(stage, [award]))
    award.refresh_from_db()
    assert award.state == "active"
    stage.fix(award, 363_000)
    # What fixing books (R5): 34,000 of 397,000 are released.
    lines = (dr("2010", 34_000), cr("5010", 34_000, "GEN"))
    post(
        stage.book,
        Entry("fixing", f"fixing:{award.pk}", date(2026, 3, 13), lines, reference=award.reference),
        by=SYSTEM,
        at=BEFORE,
    )
    batch = exported(stage, [award], TOP_UP_DAY)
    with clock_control.on(TOP_UP_DAY):
        confirm(stage, batch, on=TOP_UP_DAY)
    award.refresh_from_db()
    assert award.state == "settled"
    assert stage.payable() == 0


def test_confirming_twice_posts_once(stage: Scene) -> None:
    batch = exported(stage, three(stage))
    with clock_control.on(PAY_DAY):
        confirm(stage, batch)
        refused(WrongState, lambda: confirm(stage, batch))
        for row in batch.transfers.all():
            refused(WrongState, lambda row=row: confirm_one(stage, row))
            refused(WrongState, lambda row=row: fail(stage, row))
    assert JournalEntry.objects.filter(kind="payment").count() == 3


def confirm_one(stage: Scene, transfer: Transfer, by: Any = None, on: date | None = None) -> Transfer:
    return services.confirm_transfer(transfer_id=transfer.pk, by=by or stage.goto, on=on)


def fail(stage: Scene, transfer: Transfer, by: Any = None, **values: Any) -> Transfer:
    return services.fail_transfer(
        transfer_id=transfer.pk, by=by or stage.goto, **{"reason": "口座なし", **values}
    )


def test_one_by_one_and_one_returned(stage: Scene) -> None:
    batch = exported(stage, three(stage))
    first, second, third = batch.transfers.order_by("pk")
    with clock_control.on(PAY_DAY + timedelta(days=2)):
        confirm_one(stage, first, on=PAY_DAY)
        batch.refresh_from_db()
        assert (batch.state, batch.fee) == ("exported", 0)
        fail(stage, second, on=PAY_DAY + timedelta(days=1), fee=660)
        confirm_one(stage, third)

    batch.refresh_from_db()
    second.refresh_from_db()
    assert (batch.state, batch.fee) == ("confirmed", 1_320)
    assert (second.state, second.live, second.failure) == ("failed", False, "口座なし")
    assert second.instalment.state == "failed"
    # The bank took 440 for every transfer on the day of payment, and 660 for the return; B was not paid.
    assert [(on, text, lines[0][0], lines[0][2]) for on, text, lines in journal(stage)] == [
        ("2025-07-15", "概算払 R7-05-001", "2010", 100_000),
        ("2025-07-15", "振込手数料", "5020", 1_320),
        ("2025-07-16", "組戻手数料 R7-05-002", "5020", 660),
        ("2025-07-17", "概算払 R7-05-003", "2010", 1_362_000),
    ]
    told = Notice.objects.filter(kind="payment_failed").order_by("pk")
    assert {letter.recipient for letter in told} == {stage.aoki, stage.baba, stage.endo}
    assert {letter.context["reason"] for letter in told} == {"口座なし"}
    assert Notice.objects.get(kind="batch_confirmed").context["failed"] == "1"
    assert payments_are_booked() == []


def test_a_batch_of_returned_transfers_is_complete_and_paid_nothing(stage: Scene) -> None:
    batch = exported(stage, [stage.award()])
    with clock_control.on(PAY_DAY):
        fail(stage, batch.transfers.get())
        batch.refresh_from_db()
        assert batch.state == "confirmed"
        refused(WrongState, lambda: confirm(stage, batch))
    assert [text for _, text, _ in journal(stage)] == ["振込手数料"]
    assert stage.payable() == 397_000


def test_a_retry_pays_once_to_the_corrected_account(stage: Scene) -> None:
    award = stage.award()
    batch = exported(stage, [award])
    with clock_control.on(PAY_DAY):
        fail(stage, batch.transfers.get())
    account(stage.green, "B", stage, entered_at=make.at("2025-07-16 09:00"), number="0000299")
    again = date(2025, 8, 1)
    with clock_control.on(again):
        found = services.retry_instalment(
            instalment_id=Instalment.objects.get(award=award).pk, by=stage.fukuda
        )
        second = stage.batch(found, state="exported", pay_on=again)
        assert second.transfers.get().account_number == "0000299"
        # The returned transfer stays returned.
        refused(WrongState, lambda: confirm_one(stage, batch.transfers.get(), on=again))
        confirm(stage, second, on=again)
    assert ledger.paid_for(award.reference) == 317_000
    assert failures() == {}


def test_the_day_lies_between_the_day_of_payment_and_today(stage: Scene) -> None:
    batch = exported(stage, [stage.award()])
    row = batch.transfers.get()
    refused(confirming.BeforePayDay, lambda: confirm(stage, batch, on=None))
    refused(FutureDay, lambda: confirm(stage, batch))
    with clock_control.on(PAY_DAY + timedelta(days=1)):
        for act in (confirm_one, fail):
            refused(
                confirming.BeforePayDay,
                lambda act=act: act(stage, row, on=PAY_DAY - timedelta(days=1)),
            )
            refused(FutureDay, lambda act=act: act(stage, row, on=PAY_DAY + timedelta(days=2)))
        refused(ReasonMissing, lambda: fail(stage, row, reason=" "))
        refused(confirming.FeeNegative, lambda: fail(stage, row, fee=-1))


def test_who_confirms(stage: Scene) -> None:
    batch = exported(stage, [stage.award()])
    row = batch.transfers.get()
    with clock_control.on(PAY_DAY):
        for person, error in (
            (stage.endo, NotAllowed),
            (stage.fukuda, NotAllowed),
            (stage.ikeda, NotAllowed),
            (stage.aoki, NotFound),
            (stage.fujii, NotFound),
        ):
            refused(error, lambda person=person: confirm(stage, batch, by=person))
            refused(error, lambda person=person: confirm_one(stage, row, by=person))
            refused(error, lambda person=person: fail(stage, row, by=person))
        for verb in (services.confirm_transfer, services.fail_transfer):
            with pytest.raises(NotFound):
                verb(transfer_id=10**9, by=stage.goto, **({"reason": "x"} if "fail" in verb.__name__ else {}))
        with pytest.raises(NotFound):
            services.confirm_batch(batch_id=10**9, by=stage.goto)


@pytest.mark.parametrize("state", ["draft", "prepared", "approved"])
def test_nothing_is_confirmed_that_the_bank_was_not_told(stage: Scene, state: str) -> None:
    batch = stage.batch(state=state)
    with clock_control.on(PAY_DAY):
        refused(WrongState, lambda: confirm(stage, batch))
        refused(WrongState, lambda: confirm_one(stage, batch.transfers.get()))
        refused(WrongState, lambda: fail(stage, batch.transfers.get()))


def test_a_result_that_comes_after_the_books_were_closed_brings_the_fee_into_its_own_year(
    stage: Scene,
) -> None:
    last_day, later = date(2026, 3, 31), date(2026, 4, 2)
    rows = [stage.award(), stage.award()]
    first, second = (exported(stage, [award], last_day) for award in rows)
    funds.open_year(fund_id=stage.fund.pk, year=2026, by=SYSTEM)
    with clock_control.on(later):
        fail(stage, first.transfers.get())
        # Open as long as the year is not closed: the fee stands where the bank took it.
        assert JournalEntry.objects.get(kind="transfer_fee").occurred_on == last_day
        Book.objects.filter(fiscal_year=2025).update(state="closed")
        fail(stage, second.transfers.get())
    assert JournalEntry.objects.get(key=f"batch:{second.pk}:fee").occurred_on == later


def test_without_a_fee_none_is_posted(stage: Scene) -> None:
    stage.fund.policies.update(data={"transfer_fee": 0})
    batch = exported(stage, [stage.award()])
    with clock_control.on(PAY_DAY):
        confirm(stage, batch)
    assert not JournalEntry.objects.filter(kind="transfer_fee").exists()


def test_the_check_of_the_books_finds_a_payment_nobody_booked_and_one_too_many(stage: Scene) -> None:
    batch = exported(stage, [stage.award()])
    row = batch.transfers.get()
    with clock_control.on(PAY_DAY):
        Transfer.objects.update(state="confirmed")
        assert payments_are_booked() == [f"transfer:{row.pk} 317000: 317000 in_batch / []"]
        Transfer.objects.update(state="exported")
        confirm(stage, batch)
    assert payments_are_booked() == []
    Transfer.objects.update(state="exported")
    assert payments_are_booked() == [f"{stage.fund.code} transfer:{row.pk}: 0 / [317000]"]
