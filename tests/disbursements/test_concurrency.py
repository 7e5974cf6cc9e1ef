"""Many hands at once: nothing is paid twice, whoever clicks first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from awards.services.common import lock_award, require_known_payments
from common import clock_control
from common.errors import DomainError, WrongState
from disbursements import services
from disbursements.models import Instalment, PaymentBatch, Transfer
from ledger.integrity import failures
from ledger.models import JournalEntry, JournalLine
from tests.disbursements.scene import BEFORE, PAY_DAY, Scene, scene
from tests.ledger.helpers import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def made() -> Scene:
    with clock_control.at(BEFORE):
        return scene()


def paid() -> int:
    lines = JournalLine.objects.filter(entry__kind="payment", side="D")
    return lines.aggregate(total=Sum("amount"))["total"] or 0


def create(stage: Scene, instalment: Instalment) -> PaymentBatch:
    # Each thread has a clock of its own.
    with clock_control.at(BEFORE):
        return services.create_batch(
            fund_id=stage.fund.pk, pay_on=PAY_DAY, instalment_ids=[instalment.pk], by=stage.endo
        )


def carry_out(stage: Scene, batch: PaymentBatch) -> None:
    with clock_control.at(BEFORE):
        services.prepare_batch(batch_id=batch.pk, by=stage.endo)
        services.approve_batch(batch_id=batch.pk, by=stage.fukuda)
        services.export_batch(batch_id=batch.pk, by=stage.goto)
    with clock_control.on(PAY_DAY):
        services.confirm_batch(batch_id=batch.pk, by=stage.goto)


@pytest.mark.postgres
def test_two_batches_at_once_for_one_instalment_pay_once() -> None:
    stage = made()
    with clock_control.at(BEFORE):
        instalment = stage.instalment(state="approved")
    answers = at_once(2, lambda _: create(stage, instalment))
    batches = [answer for answer in answers if isinstance(answer, PaymentBatch)]
    assert len(batches) == 1
    assert sum(isinstance(answer, WrongState) for answer in answers) == 1
    carry_out(stage, batches[0])
    # 397,000 × 0.8, cut
    assert (paid(), Transfer.objects.count()) == (317_000, 1)
    assert failures() == {}


def list_unlocked(stage: Scene, instalment: Instalment, number: int) -> Transfer:
    """What a careless service would do: no lock, no look at the state."""
    batch = PaymentBatch.objects.create(
        fund=stage.fund, number=100 + number, pay_on=PAY_DAY, created_by=stage.endo
    )
    return Transfer.objects.create(batch=batch, instalment=instalment, amount=instalment.amount)


@contextmanager
def without_the_index() -> Iterator[None]:
    constraint = Transfer._meta.constraints[0]
    assert constraint.name == "one_live_transfer_per_instalment"
    with connection.schema_editor() as editor:
        editor.remove_constraint(Transfer, constraint)
    try:
        yield
    finally:
        Transfer.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Transfer, constraint)


@pytest.mark.postgres
def test_the_index_holds_where_no_lock_was_taken() -> None:
    stage = made()
    with clock_control.at(BEFORE):
        instalment = stage.instalment(state="approved")
    at_once(8, lambda number: list_unlocked(stage, instalment, number))
    assert Transfer.objects.filter(live=True).count() == 1


@pytest.mark.postgres
def test_control_without_the_index_one_instalment_is_listed_again_and_again() -> None:
    stage = made()
    with clock_control.at(BEFORE):
        instalment = stage.instalment(state="approved")
    with without_the_index():
        at_once(8, lambda number: list_unlocked(stage, instalment, number))
        assert Transfer.objects.filter(live=True).count() == 8


def test_eight_confirmations_of_one_batch_post_once() -> None:
    stage = made()
    with clock_control.at(BEFORE):
        batch = stage.batch(state="exported")

    def confirm(_: int) -> object:
        with clock_control.on(PAY_DAY):
            return services.confirm_batch(batch_id=batch.pk, by=stage.goto, on=PAY_DAY)

    answers = at_once(8, confirm)
    assert sum(isinstance(answer, PaymentBatch) for answer in answers) == 1
    assert sum(isinstance(answer, WrongState) for answer in answers) == 7
    assert paid() == 317_000
    assert JournalEntry.objects.filter(kind="transfer_fee").count() == 1
    assert failures() == {}


def test_a_confirmation_and_a_return_at_once_have_one_end() -> None:
    stage = made()
    with clock_control.at(BEFORE):
        transfer = stage.batch(state="exported").transfers.get()

    def report(number: int) -> object:
        with clock_control.on(PAY_DAY):
            if number % 2:
                return services.confirm_transfer(transfer_id=transfer.pk, by=stage.goto)
            return services.fail_transfer(transfer_id=transfer.pk, by=stage.goto, reason="口座なし")

    answers = at_once(8, report)
    assert sum(isinstance(answer, Transfer) for answer in answers) == 1
    assert sum(isinstance(answer, WrongState) for answer in answers) == 7
    assert paid() == (317_000 if Instalment.objects.get().state == "paid" else 0)
    assert failures() == {}


def test_eight_exports_at_once_make_one_file() -> None:
    stage = made()
    with clock_control.at(BEFORE):
        batch = stage.batch(state="approved")

    def export(_: int) -> object:
        with clock_control.at(BEFORE):
            return services.export_batch(batch_id=batch.pk, by=stage.goto)

    files = {bytes(answer.file or b"") for answer in at_once(8, export) if isinstance(answer, PaymentBatch)}
    batch.refresh_from_db()
    assert files == {bytes(batch.file or b"")}
    assert (batch.exported_count, Transfer.objects.get().state) == (8, "exported")


def test_eight_batches_at_once_have_eight_numbers() -> None:
    stage = made()
    with clock_control.at(BEFORE):
        rows = [stage.instalment(stage.award(), "approved") for _ in range(8)]
    answers = at_once(8, lambda number: create(stage, rows[number]))
    assert not [answer for answer in answers if isinstance(answer, DomainError)]
    assert sorted(PaymentBatch.objects.values_list("number", flat=True)) == list(range(1, 9))


@pytest.mark.postgres
def test_a_fixing_and_a_batch_at_once_never_pay_both() -> None:
    """The award is fixed while its advance goes into a batch: one of the two comes first."""
    stage = made()
    with clock_control.at(BEFORE):
        award = stage.award()
        instalment = stage.instalment(award, "approved")

    def work(number: int) -> object:
        if number:
            return create(stage, instalment)
        with clock_control.at(BEFORE), transaction.atomic():
            require_known_payments(lock_award(award.pk))
            return stage.fix(award, 363_000)

    at_once(2, work)
    instalment.refresh_from_db()
    planned = Instalment.objects.filter(award=award, kind="final").count()
    assert (instalment.state, planned) in {("in_batch", 0), ("void", 1)}
