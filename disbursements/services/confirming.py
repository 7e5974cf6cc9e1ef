"""What the bank did: transfers confirmed or returned (組戻し), payments and fees posted, the batch done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from awards.services.settling import settle_those_done
from common import clock
from common.calendar import fiscal_year_of
from common.errors import DomainError, NotFound, require_reason
from common.money import yen
from disbursements.models import Instalment, PaymentBatch, Transfer
from disbursements.queries import payment_key
from disbursements.rules import transfer_fee
from disbursements.services.common import (
    batch_facts,
    day_text,
    letters_to_groups,
    letters_to_office,
    lock_batch,
    lock_transfers,
    send,
)
from disbursements.services.following import follow_award
from fund.permissions import require_role
from fund.queries import book_for, policy_on, sub_fund_of_kind
from fund.services import day_of
from ledger.posting import Entry, cr, dr, post, post_many
from trail.services import Actor, move, move_all, subject_of

CASHIER = "cashier"


class BeforePayDay(DomainError):
    """The bank moves nothing before the day it was told."""

    code = "disbursements.before_pay_day"
    status = 422
    ja = "振込日({day_ja})より前の日付です。"
    en = "The day lies before the day of payment ({day})."


class FeeNegative(DomainError):
    """A fee is 0 yen or more."""

    code = "disbursements.fee_negative"
    status = 422
    ja = "手数料は0円以上で入れてください。"
    en = "A fee is 0 yen or more."


def _result_day(batch: PaymentBatch, on: date | None, at: datetime) -> date:
    """Raises FutureDay, BeforePayDay."""
    day = day_of(on, at)
    if day < batch.pay_on:
        raise BeforePayDay(pointer="/on", day=batch.pay_on.isoformat(), day_ja=day_text(batch.pay_on))
    return day


def require_may_confirm(batch: PaymentBatch, by: Actor) -> None:
    """Role and state of 完了とする and of each transfer's result. Raises NotFound, NotAllowed, WrongState."""
    require_role(by, batch.fund_id, CASHIER)
    batch.lifecycle.step(batch.state, "confirm")


@transaction.atomic
def confirm_batch(*, batch_id: int, by: Actor, on: date | None = None) -> PaymentBatch:
    """The bank paid everything of the batch that is still open, on the day `on` (cashier).

    Posts each payment (Dr 2010 / Cr 1020), then the batch's fee. Raises NotFound, NotAllowed, WrongState,
    FutureDay, BeforePayDay, NoBook, NoPolicy, NoSubFund.
    """
    batch = lock_batch(batch_id)
    require_role(by, batch.fund_id, CASHIER)
    transfers = lock_transfers(batch)
    at = clock.now()
    require_may_confirm(batch, by)
    day = _result_day(batch, on, at)
    open_ones = [row for row in transfers if row.state == "exported"]
    _pay(batch, open_ones, day, by, at)
    _finish(batch, transfers, day, by, at)
    _settle(open_ones, at)
    return batch


@transaction.atomic
def confirm_transfer(*, transfer_id: int, by: Actor, on: date | None = None) -> Transfer:
    """The bank paid one transfer on the day `on` (cashier); the last one of a batch completes it.

    Raises NotFound, NotAllowed, WrongState, FutureDay, BeforePayDay, NoBook, NoPolicy, NoSubFund.
    """
    batch, transfers, transfer = _lock_one(transfer_id, by)
    at = clock.now()
    transfer.lifecycle.step(transfer.state, "confirm")
    day = _result_day(batch, on, at)
    _pay(batch, [transfer], day, by, at)
    _finish(batch, transfers, day, by, at)
    _settle([transfer], at)
    return transfer


@transaction.atomic
def fail_transfer(
    *, transfer_id: int, by: Actor, reason: str, on: date | None = None, fee: int = 0
) -> Transfer:
    """The bank returned one transfer on the day `on` (組戻し; cashier). Nothing was paid: the instalment
    failed and may be tried again once its account is corrected.

    `fee` yen that the bank took for the return are a fact and booked. Raises NotFound, NotAllowed,
    WrongState, FutureDay, BeforePayDay, ReasonMissing, FeeNegative, NoBook, NoPolicy, NoSubFund.
    """
    batch, transfers, transfer = _lock_one(transfer_id, by)
    at = clock.now()
    transfer.lifecycle.step(transfer.state, "fail")
    day = _result_day(batch, on, at)
    reason = require_reason(reason)
    if fee < 0:
        raise FeeNegative(pointer="/fee")
    transfer.live = False
    transfer.result_on = day
    transfer.failure = reason[:120]
    transfer.save(update_fields=["live", "result_on", "failure"])
    move(transfer, "fail", by=by, at=at, role=CASHIER, reason=reason, on=day.isoformat(), fee=fee)
    move(transfer.instalment, "fail", by=by, at=at, role=CASHIER, reason=reason)
    if fee:
        key = f"transfer:{transfer.pk}:return_fee"
        _post_fee(batch, fee, day, key, f"組戻手数料 {transfer.instalment.award.number}", by, at)
    _tell_failed(transfer, reason, at)
    _finish(batch, transfers, day, by, at)
    follow_award(transfer.instalment.award, at)
    return transfer


def _lock_one(transfer_id: int, by: Actor) -> tuple[PaymentBatch, list[Transfer], Transfer]:
    """The transfer with its whole batch, locked in order. Raises NotFound, NotAllowed."""
    batch_id = Transfer.objects.filter(pk=transfer_id).values_list("batch_id", flat=True).first()
    if batch_id is None:
        raise NotFound
    batch = lock_batch(batch_id)
    require_role(by, batch.fund_id, CASHIER)
    transfers = lock_transfers(batch)
    return batch, transfers, next(row for row in transfers if row.pk == transfer_id)


def _pay(batch: PaymentBatch, rows: Sequence[Transfer], day: date, by: Actor, at: datetime) -> None:
    """Post the payments in the order of the file, and move transfers and instalments."""
    if not rows:
        return
    post_many(book_for(batch.fund, day), [_payment(row, day) for row in rows], by=by, at=at)
    instalments = [row.instalment for row in rows]
    for row in rows:
        row.result_on = row.instalment.paid_on = day
    Transfer.objects.bulk_update(rows, ["result_on"])
    Instalment.objects.bulk_update(instalments, ["paid_on"])
    move_all(rows, "confirm", by=by, at=at, role=CASHIER)
    move_all(instalments, "confirm", by=by, at=at, role=CASHIER)
    send(letters_to_groups(instalments, "payment_made", paid_on=day_text(day)), at)


def _payment(transfer: Transfer, day: date) -> Entry:
    instalment = transfer.instalment
    label = "団体指定 支払" if instalment.kind == "designated" else instalment.get_kind_display()
    return Entry(
        "payment",
        payment_key(transfer),
        day,
        (dr("2010", transfer.amount), cr("1020", transfer.amount)),
        f"{label} {instalment.award.number}",
        instalment.award.reference,
    )


def _finish(batch: PaymentBatch, transfers: Sequence[Transfer], day: date, by: Actor, at: datetime) -> None:
    """Complete the batch once the end of every transfer is known: its fee is posted, the office is told."""
    if any(row.state == "exported" for row in transfers):
        return
    each = policy_on(batch.fund_id, batch.pay_on).transfer_fee
    batch.fee = transfer_fee(len(transfers), each)
    if batch.fee:
        _post_fee(batch, batch.fee, _fee_day(batch, day), f"batch:{batch.pk}:fee", "振込手数料", by, at)
    batch.save(update_fields=["fee"])
    failed = sum(row.state == "failed" for row in transfers)
    move(batch, "confirm", by=by, at=at, role=CASHIER, fee=batch.fee, failed=failed)
    send(
        letters_to_office(
            batch.fund_id,
            ["officer"],
            "batch_confirmed",
            fund_code=batch.fund_code,
            about=subject_of(batch),
            occasion="done",
            failed=str(failed),
            **batch_facts(batch, len(transfers)),
        ),
        at,
    )


def _fee_day(batch: PaymentBatch, day: date) -> date:
    """The bank takes its fee with the file, on the day of payment; a result that comes when that year is
    closed brings the fee into its own."""
    if fiscal_year_of(day) == fiscal_year_of(batch.pay_on):
        return batch.pay_on
    return batch.pay_on if book_for(batch.fund, batch.pay_on).state == "open" else day


def _post_fee(batch: PaymentBatch, fee: int, day: date, key: str, text: str, by: Actor, at: datetime) -> None:
    """Dr 5020 of operations / Cr 1020, so that the donor's yen stays whole (R12)."""
    operations = sub_fund_of_kind(batch.fund_id, "operations").code
    lines = (dr("5020", fee, operations), cr("1020", fee))
    entry = Entry("transfer_fee", key, day, lines, text, f"batch:{batch.pk}")
    post(book_for(batch.fund, day), entry, by=by, at=at)


def _tell_failed(transfer: Transfer, reason: str, at: datetime) -> None:
    instalment, batch = transfer.instalment, transfer.batch
    group = letters_to_groups([instalment], "payment_failed", occasion=str(transfer.pk), reason=reason)
    award = instalment.award
    office = letters_to_office(
        batch.fund_id,
        ["officer"],
        "payment_failed",
        fund_code=batch.fund_code,
        about=subject_of(instalment),
        occasion=str(transfer.pk),
        fund=batch.fund.name,
        group=award.group.name,
        number=award.number,
        title=award.application.title if award.application else award.group.name,
        amount=yen(transfer.amount),
        reason=reason,
    )
    send([*group, *office], at)


def _settle(rows: Sequence[Transfer], at: datetime) -> None:
    """What was paid may have been the last thing an award waited for."""
    settle_those_done({row.instalment.award_id: row.instalment.award for row in rows}.values(), at)
