"""Money that groups pay back comes in (返還), each part with its surcharge and late interest (R6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from awards.models import Award, Interest, InterestWaiver, Refund, RefundReceipt
from awards.permissions import require_office
from awards.queries import payments_of, policy_of, refunded_for
from awards.rules import InterestWorking, PaidPart, late_interest, parts_of, surcharge
from awards.services.common import book_of, lock_award, tell_group
from awards.services.settling import settle_if_done
from common import clock
from common.calendar import wareki
from common.errors import DomainError, FieldFault, NotFound, refuse
from common.money import yen
from fund.permissions import LABELS
from fund.queries import sub_fund_of_kind
from fund.services import day_of
from ledger.posting import Entry, cr, dr, post
from trail.services import Actor, move, note

RECEIVERS = ("officer", "cashier")
"""Roles that book what the bank says came in."""
assert set(RECEIVERS) <= LABELS.keys()


class TooMuchRefunded(DomainError):
    """Nobody pays back more than is asked; the rest is not the fund's money."""

    code = "awards.too_much_refunded"
    status = 422
    ja = "返還の残りは {left:,}円です。それを超える額は受け入れられません。"
    en = "{left:,} yen are left to be paid back; more than that cannot be taken."


class BeforeOrder(DomainError):
    """Money is paid back once it was asked for."""

    code = "awards.before_order"
    status = 422
    ja = "返還の決定日({day})より前の日付です。"
    en = "The day lies before the refund was ordered ({day})."


def lock_refund(refund_id: int) -> Refund:
    """The refund's row, locked after its award's, with the award at hand. Raises NotFound. 3 queries."""
    award_id = Refund.objects.filter(pk=refund_id).values_list("award_id", flat=True).first()
    if award_id is None:
        raise NotFound
    award = lock_award(award_id)
    refund = Refund.objects.select_for_update(of=("self",)).get(pk=refund_id)
    refund.award = award
    return refund


def received_on_account(refund: Refund) -> int:
    """Principal that came in on this refund so far, in yen. 1 query."""
    return refund.receipts.aggregate(total=Sum("principal"))["total"] or 0


def interest_on(refund: Refund, amount: int, on: date) -> list[InterestWorking]:
    """What R6 asks for beside `amount` yen of principal paid back on a day, waived or not.

    After a cancellation a surcharge on each payment that the yen belong to, from the day it was received;
    after the due date late interest on all of them. At most 6 queries.
    """
    award: Award = refund.award
    policy = policy_of(award)
    found = []
    if refund.surcharge_from is not None:
        before = received_on_account(refund)
        earlier = refunded_for(award.reference) - before
        parts = parts_of(payments_of(award.reference), earlier, before, amount)
        found = [surcharge(part.amount, part.received_on, on, policy) for part in _by_day(parts)]
    found.append(late_interest(amount, refund.due_on, on, policy))
    return [working for working in found if working.days]


def _by_day(parts: Sequence[PaidPart]) -> list[PaidPart]:
    sums: dict[date, int] = {}
    for part in parts:
        sums[part.received_on] = sums.get(part.received_on, 0) + part.amount
    return [PaidPart(day, amount) for day, amount in sums.items()]


def require_may_receive(refund: Refund, by: Actor) -> None:
    """Role and state. Raises as `receive_refund` does."""
    require_office(by, refund.award, *RECEIVERS)
    refund.lifecycle.step(refund.state, "complete")


@transaction.atomic
def receive_refund(*, refund_id: int, amount: int, by: Actor, on: date | None = None) -> RefundReceipt:
    """Book what a group paid back on a day (officer, cashier): `amount` yen of principal, whole or a part.

    R6's interest on this part comes on top, unless waived: Dr 1020 principal + interest, Cr 1060 principal,
    Cr 4030 of the general sub-fund. With the last part the refund is paid, and the award settles. Raises
    NotFound, NotAllowed, WrongState, FutureDay, BeforeOrder, FieldErrors (nothing), TooMuchRefunded, NoBook.
    """
    refund = lock_refund(refund_id)
    require_may_receive(refund, by)
    at = clock.now()
    on = day_of(on, at)
    if on < refund.ordered_on:
        raise BeforeOrder(pointer="/on", day=refund.ordered_on.isoformat())
    left = refund.principal - received_on_account(refund)
    if amount < 1:
        ja, en = "1円以上で入れてください。", "1 yen or more, please."
        refuse([FieldFault("/amount", "awards.out_of_range", ja, en)])
    if amount > left:
        raise TooMuchRefunded(pointer="/amount", left=left)
    workings = interest_on(refund, amount, on)
    receipt = RefundReceipt.objects.create(
        refund=refund, received_on=on, principal=amount, by_id=by.pk, at=at
    )
    added = _charge(receipt, workings)
    _post(receipt, added, by=by, at=at)
    note(
        refund,
        "receive",
        by=by,
        at=at,
        receipt=receipt.pk,
        on=on.isoformat(),
        principal=amount,
        interest=added,
    )
    if amount == left:
        move(refund, "complete", by=by, at=at)
    tell_group(
        refund.award,
        "refund_received",
        at,
        occasion=str(receipt.pk),
        refund=yen(amount),
        interest=yen(added),
        left=yen(left - amount),
        received_on=wareki(on),
    )
    settle_if_done(refund.award, at)
    return receipt


def _charge(receipt: RefundReceipt, workings: Sequence[InterestWorking]) -> int:
    """Keep each working; returns the yen that are not waived."""
    waivers = {
        row.kind: row for row in InterestWaiver.objects.filter(refund=receipt.refund, state="approved")
    }
    rows = []
    for working in workings:
        waiver = waivers.get(working.kind)
        rows.append(
            Interest(
                receipt=receipt,
                kind=working.kind,
                principal=working.principal,
                days=working.days,
                rate=str(working.rate),
                counted_from=working.counted_from,
                amount=working.amount,
                waived=waiver is not None,
                waive_reason=waiver.reason if waiver else "",
                waived_by_id=waiver.approved_by_id if waiver else None,
            )
        )
    Interest.objects.bulk_create(rows)
    return sum(row.amount for row in rows if not row.waived)


def _post(receipt: RefundReceipt, added: int, *, by: Actor, at: datetime) -> None:
    award = receipt.refund.award
    lines = [dr("1020", receipt.principal + added), cr("1060", receipt.principal)]
    if added:
        lines.append(cr("4030", added, sub_fund_of_kind(award.fund_id, "general").code))
    text = f"返還入金 {award.number}"
    entry = Entry(
        "refund_received",
        f"refund_receipt:{receipt.pk}",
        receipt.received_on,
        tuple(lines),
        text,
        award.reference,
    )
    post(book_of(award, receipt.received_on), entry, by=by, at=at)
