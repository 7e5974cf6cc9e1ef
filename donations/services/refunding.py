"""A gift given back: prepared by one person, approved by another, only while no award drew on it (R12)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from common import clock
from common.errors import DomainError, ReasonMissing
from donations.models import Donation
from donations.services.common import METHOD_ACCOUNT, lock_donation, reference_of, tell_donor
from donations.services.matching import lower_match
from fund.permissions import require_role, require_second_person
from fund.queries import book_for
from fund.services import day_of
from ledger.posting import Entry, cr, dr, post
from trail.services import Actor, move, note


class RefundNotPrepared(DomainError):
    """R14: somebody prepares before somebody else approves."""

    code = "donations.refund_not_prepared"
    ja = "返金の起案がまだありません。先に担当者が起案してください。"
    en = "Nobody has prepared the refund yet."


class ReceiptValid(DomainError):
    """§7: a receipt is voided before the gift is given back."""

    code = "donations.receipt_valid"
    ja = "受領証明書 {number} が有効です。先に無効にしてください。"
    en = "Receipt {number} is valid. Void it first."


def require_refundable(donation: Donation) -> None:
    """State and receipt of 返金する. 1 query. Raises WrongState, ReceiptValid."""
    donation.lifecycle.step(donation.state, "refund")
    valid = donation.receipts.filter(state="valid").first()
    if valid is not None:
        raise ReceiptValid(number=str(valid))


@transaction.atomic
def prepare_refund(*, donation_id: int, by: Actor, reason: str) -> Donation:
    """Propose to give a gift back (officer). Raises NotFound, NotAllowed, WrongState, ReceiptValid,
    ReasonMissing."""
    donation = lock_donation(donation_id)
    require_role(by, donation.fund_id, "officer")
    at = clock.now()
    require_refundable(donation)
    if not reason.strip():
        raise ReasonMissing(pointer="/reason")
    donation.refund_prepared_by_id = by.pk
    donation.refund_reason = reason
    donation.save(update_fields=["refund_prepared_by", "refund_reason"])
    note(donation, "prepare_refund", by=by, at=at, reason=reason)
    return donation


def require_may_refund(donation: Donation, by: Actor) -> None:
    """Role, second person and preparation of 返金する. Raises as `approve_refund` does."""
    require_role(by, donation.fund_id, "approver")
    require_second_person(by, donation.refund_prepared_by_id)
    require_refundable(donation)
    if donation.refund_prepared_by_id is None:
        raise RefundNotPrepared


def paid_back_from(donation: Donation) -> str:
    """The account a gift goes back from: where it stands now, the bank once it was paid in or out."""
    if donation.paid_out or donation.deposited:
        return "1020"
    return METHOD_ACCOUNT[donation.method]


@transaction.atomic
def approve_refund(*, donation_id: int, by: Actor, on: date | None = None) -> Donation:
    """Give the gift back on the day `on` (approver, R14), and lower the city's match if it counted.

    Dr 4010 of its sub-fund; Cr where the money stands. Raises NotFound, NotAllowed, SamePerson,
    WrongState, ReceiptValid, RefundNotPrepared, FutureDay, GiftDrawn, AccountOverdrawn.
    """
    donation = lock_donation(donation_id)
    require_may_refund(donation, by)
    at = clock.now()
    donation.refunded_on = day_of(on, at)
    donation.save(update_fields=["refunded_on"])
    _post_refund(donation, donation.refunded_on, by, at)
    move(donation, "refund", by=by, at=at, role="approver", reason=donation.refund_reason)
    if donation.match_id is not None:
        lower_match(donation.match_id, by=by, at=at, on=donation.refunded_on)
    tell_donor(donation, "donation_refunded", at, reason=donation.refund_reason)
    return donation


def _post_refund(donation: Donation, on: date, by: Actor, at: datetime) -> None:
    assert donation.sub_fund is not None
    entry = Entry(
        "donation_refund",
        f"donation:{donation.pk}:refund",
        on,
        (
            dr("4010", donation.amount, donation.sub_fund.code),
            cr(paid_back_from(donation), donation.amount),
        ),
        f"寄附返金 {donation.number}",
        reference_of(donation),
    )
    post(book_for(donation.fund, on), entry, by=by, at=at)
