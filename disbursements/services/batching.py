"""A payment batch (振込バッチ): made, checked (照合), sent back, approved by a second person or void."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from awards.permissions import require_unrelated
from common import clock
from common.errors import DomainError, NotFound, require_reason
from disbursements.bank_file import NoTransfers
from disbursements.models import Instalment, PaymentBatch, Transfer
from disbursements.services import checking
from disbursements.services.common import (
    batch_facts,
    groups_of,
    letters_to_office,
    lock_batch,
    lock_instalments,
    lock_transfers,
    require_payable,
    send,
)
from disbursements.services.following import follow_award
from fund.models import Fund
from fund.permissions import require_role, require_second_person
from trail.services import Actor, move, move_all, note, subject_of

MAKER, APPROVER = "officer", "approver"


class AlreadyInBatch(DomainError):
    """One live transfer per instalment: nothing is paid twice."""

    code = "disbursements.already_in_batch"
    ja = "すでに別の振込に入っている支払があります。一覧を開き直してください。"
    en = "An instalment is in another transfer already. Please open the list again."


@transaction.atomic
def create_batch(*, fund_id: int, pay_on: date, instalment_ids: Sequence[int], by: Actor) -> PaymentBatch:
    """Put approved instalments of the fund into a new batch, in the order given (officer, unrelated).

    Raises NotFound, NotAllowed, RelatedParty, WrongState, AwardNotInForce, PayDayPassed, NoTransfers,
    AlreadyInBatch.
    """
    fund = Fund.objects.filter(pk=fund_id).first()
    if fund is None:
        raise NotFound
    require_role(by, fund_id, MAKER)
    wanted = list(dict.fromkeys(instalment_ids))
    found = lock_instalments(wanted)
    at = clock.now()
    rows = [found[pk] for pk in wanted if pk in found and found[pk].award.fund_id == fund_id]
    if len(rows) < len(wanted):
        raise NotFound(pointer="/instalment_ids")
    if not rows:
        raise NoTransfers(pointer="/instalment_ids", count=0)
    require_unrelated(by, {row.award.group_id for row in rows})
    for row in rows:
        row.lifecycle.step(row.state, "batch")
        require_payable(row)
    checking.require_not_past(pay_on, at.date())
    batch = _numbered(fund, pay_on, sum(row.amount for row in rows), by)
    _list(batch, rows)
    move_all(rows, "batch", by=by, at=at, role=MAKER)
    note(batch, "create", by=by, at=at, role=MAKER, to_state=batch.state, instalments=wanted)
    return batch


def _numbered(fund: Fund, pay_on: date, total: int, by: Actor) -> PaymentBatch:
    """The fund's next number; who takes it a moment earlier leaves us the one after."""
    for _ in range(100):
        last = PaymentBatch.objects.filter(fund=fund).aggregate(last=Max("number"))["last"] or 0
        try:
            with transaction.atomic():
                return PaymentBatch.objects.create(
                    fund=fund, number=last + 1, pay_on=pay_on, total=total, created_by_id=by.pk
                )
        except IntegrityError:
            if not PaymentBatch.objects.filter(fund=fund, number=last + 1).exists():
                raise
    raise AssertionError(("no number for a batch", fund.pk))


def _list(batch: PaymentBatch, rows: Sequence[Instalment]) -> None:
    try:
        with transaction.atomic():
            Transfer.objects.bulk_create(
                Transfer(batch=batch, instalment=row, amount=row.amount) for row in rows
            )
    except IntegrityError as error:
        raise AlreadyInBatch(pointer="/instalment_ids") from error


def require_may_prepare(batch: PaymentBatch, transfers: Sequence[Transfer], by: Actor) -> None:
    """Role, kinship and state of 照合する. Raises as `prepare_batch` does."""
    require_role(by, batch.fund_id, MAKER)
    require_unrelated(by, groups_of(transfers))
    batch.lifecycle.step(batch.state, "prepare")


@transaction.atomic
def prepare_batch(*, batch_id: int, by: Actor, pay_on: date | None = None) -> PaymentBatch:
    """Check a batch and freeze it: amounts, accounts and customer codes as they are now (officer, R14).

    `pay_on` moves the day of payment first. Raises NotFound, NotAllowed, RelatedParty, WrongState,
    NotABusinessDay, PayDayPassed, AwardNotInForce, TotalsDiffer, AccountsNotUsable, ConsignorMissing,
    UnknownBank, UnknownBranch, ZenginRefused.
    """
    batch = lock_batch(batch_id)
    require_role(by, batch.fund_id, MAKER)
    transfers = lock_transfers(batch)
    at = clock.now()
    require_may_prepare(batch, transfers, by)
    batch.pay_on = pay_on or batch.pay_on
    checking.require_pay_day(batch.pay_on, at.date())
    batch.total = sum(row.instalment.amount for row in transfers)
    checking.require_totals(batch.total, transfers)
    checking.take_snapshot(transfers, checking.usable_accounts(transfers, at))
    # Written and thrown away: what the bank's file cannot hold is refused before anybody approves it.
    checking.file_of(batch, transfers)
    batch.prepared_by_id = by.pk
    batch.save(update_fields=["pay_on", "total", "prepared_by"])
    move(batch, "prepare", by=by, at=at, role=MAKER, total=batch.total, count=len(transfers))
    send(
        letters_to_office(
            batch.fund_id,
            [APPROVER],
            "batch_prepared",
            fund_code=batch.fund_code,
            about=subject_of(batch),
            occasion=at.isoformat(),
            but=(by.pk, batch.created_by_id),
            **batch_facts(batch, len(transfers)),
        ),
        at,
    )
    return batch


def require_may_send_back(batch: PaymentBatch, by: Actor) -> None:
    """Raises NotFound, NotAllowed, WrongState."""
    require_role(by, batch.fund_id, APPROVER)
    batch.lifecycle.step(batch.state, "send_back")


@transaction.atomic
def send_back_batch(*, batch_id: int, by: Actor, reason: str) -> PaymentBatch:
    """Send a prepared batch back to its maker, with the reason (approver).

    Raises NotFound, NotAllowed, WrongState, ReasonMissing.
    """
    batch = lock_batch(batch_id)
    at = clock.now()
    require_may_send_back(batch, by)
    reason = require_reason(reason)
    batch.prepared_by = None
    batch.save(update_fields=["prepared_by"])
    move(batch, "send_back", by=by, at=at, role=APPROVER, reason=reason)
    return batch


def require_may_approve(batch: PaymentBatch, transfers: Sequence[Transfer], by: Actor, at: datetime) -> None:
    """Raises what `approve_batch` would raise now."""
    require_role(by, batch.fund_id, APPROVER)
    require_second_person(by, batch.created_by_id, batch.prepared_by_id)
    require_unrelated(by, groups_of(transfers))
    batch.lifecycle.step(batch.state, "approve")
    checking.require_unchanged(batch, transfers, at)


@transaction.atomic
def approve_batch(*, batch_id: int, by: Actor) -> PaymentBatch:
    """Approve a prepared batch (approver, neither its maker nor related to a group, R14).

    Raises NotFound, NotAllowed, SamePerson, RelatedParty, WrongState, PayDayPassed, TotalsDiffer,
    AwardNotInForce, AccountsNotUsable, AccountChanged.
    """
    batch = lock_batch(batch_id)
    require_role(by, batch.fund_id, APPROVER)
    transfers = lock_transfers(batch)
    at = clock.now()
    require_may_approve(batch, transfers, by, at)
    batch.approved_by_id = by.pk
    batch.save(update_fields=["approved_by"])
    move(batch, "approve", by=by, at=at, role=APPROVER, total=batch.total)
    return batch


def require_may_void(batch: PaymentBatch, by: Actor) -> None:
    """Raises NotFound, NotAllowed, WrongState."""
    require_role(by, batch.fund_id, MAKER, APPROVER)
    batch.lifecycle.step(batch.state, "void")


@transaction.atomic
def void_batch(*, batch_id: int, by: Actor, reason: str) -> PaymentBatch:
    """Give a batch up before its file is made; its instalments are free again (officer or approver).

    Raises NotFound, NotAllowed, WrongState, ReasonMissing.
    """
    batch = lock_batch(batch_id)
    require_role(by, batch.fund_id, MAKER, APPROVER)
    transfers = lock_transfers(batch)
    at = clock.now()
    require_may_void(batch, by)
    reason = require_reason(reason)
    Transfer.objects.filter(batch=batch).update(live=False)
    move_all([row.instalment for row in transfers], "unbatch", by=by, at=at, reason=reason)
    move(batch, "void", by=by, at=at, reason=reason)
    # What an award became while its money stood in the batch is caught up with now.
    for award in {row.instalment.award_id: row.instalment.award for row in transfers}.values():
        follow_award(award, at)
    return batch
