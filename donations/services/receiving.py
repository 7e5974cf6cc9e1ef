"""A gift comes in: posted to the books, identified, and its sub-fund settled (R11, R12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from common import clock
from common.errors import DomainError, FieldErrors, NotAllowed
from donations.models import Donation, Donor
from donations.permissions import INTAKE, may_take_in, require_donor_or_office
from donations.services.common import METHOD_ACCOUNT, lock_donation, reference_of, tell_donor
from donations.services.pledging import (
    accepting_sub_fund,
    find_or_add_donor,
    gift_faults,
    pledge_donation,
)
from fund.permissions import LABELS, require_role
from fund.queries import book_for
from fund.services import day_of
from ledger.posting import Entry, cr, dr, post
from trail.services import Actor, move, note

UNIDENTIFIED = {"kind": "unknown", "name": "依頼人不明"}


class AlreadyEarmarked(DomainError):
    """The gift is in the books under the sub-fund it was given for."""

    code = "donations.already_earmarked"
    ja = "この寄附はすでに「{sub_fund}」として記帳されています。"
    en = "This gift is already in the books for “{sub_fund}”."


class NotIdentified(DomainError):
    """Money nobody has claimed is not earmarked by guess."""

    code = "donations.not_identified"
    ja = "依頼人が不明です。寄附者がわかってから指定を確定してください。"
    en = "The payer is unknown. Settle the sub-fund once the donor is known."


class AlreadyIdentified(DomainError):
    """The donor of this gift is known."""

    code = "donations.already_identified"
    ja = "この寄附の寄附者はすでにわかっています。"
    en = "The donor of this gift is known already."


@transaction.atomic
def start_payment(*, donation_id: int, by: Actor) -> Donation:
    """A payment was begun and is not confirmed yet (the donor, or the office).

    Raises NotFound, NotAllowed, WrongState.
    """
    donation = lock_donation(donation_id)
    require_donor_or_office(by, donation, *INTAKE)
    move(donation, "start_payment", by=by, at=clock.now())
    return donation


def confirm_payment(*, donation_id: int, by: Actor, on: date | None = None) -> Donation:
    """The card company authorised the payment; from then on it owes the fund (1030).

    Raises what `receive_donation` raises.
    """
    return receive_donation(donation_id=donation_id, by=by, on=on)


@transaction.atomic
def fail_payment(*, donation_id: int, by: Actor, reason: str = "") -> Donation:
    """The payment did not come about (the processor's word, or the office's).

    Raises NotFound, NotAllowed, WrongState.
    """
    donation = lock_donation(donation_id)
    require_role(by, donation.fund_id, *INTAKE)
    move(donation, "fail", by=by, at=clock.now(), reason=reason)
    return donation


@transaction.atomic
def receive_donation(*, donation_id: int, by: Actor, on: date | None = None) -> Donation:
    """Take a gift in on the day it was credited or handed over (officer, cashier).

    Dr cash, bank or card receivable; Cr 4010 of its sub-fund, or 2020 while it has none. Raises
    NotFound, NotAllowed, WrongState, FutureDay, NoBook, BookClosed.
    """
    donation = lock_donation(donation_id)
    require_role(by, donation.fund_id, *INTAKE)
    at = clock.now()
    donation.lifecycle.step(donation.state, "receive")
    donation.received_on = day_of(on, at)
    sub_fund = donation.sub_fund
    donation.match_eligible = sub_fund is not None and sub_fund.match_eligible
    donation.save(update_fields=["received_on", "match_eligible"])
    credit = cr("4010", donation.amount, sub_fund.code) if sub_fund else cr("2020", donation.amount)
    _post(
        donation,
        Entry(
            "donation",
            f"donation:{donation.pk}",
            donation.received_on,
            (dr(METHOD_ACCOUNT[donation.method], donation.amount), credit),
            f"寄附受入 {donation.number}",
            reference_of(donation),
        ),
        by,
        at,
    )
    move(donation, "receive", by=by, at=at, on=donation.received_on.isoformat())
    if sub_fund is not None:
        tell_donor(donation, "donation_thanks", at)
    return donation


def _post(donation: Donation, entry: Entry, by: Actor, at: datetime) -> None:
    post(book_for(donation.fund, entry.occurred_on), entry, by=by, at=at)


@transaction.atomic
def earmark_donation(
    *, donation_id: int, sub_fund_code: str, by: Actor, on: date | None = None, matched: bool = True
) -> Donation:
    """Settle the sub-fund of a received gift, and with it fee and match (R11, R12; officer, cashier).

    A gift that waited on 2020 moves to 4010 now, on the day `on`. With `matched` false the city does not
    match this gift, though it does others of its sub-fund. Raises NotFound, NotAllowed,
    WrongState, NotIdentified, AlreadyEarmarked, NoSubFund, SubFundClosed, FutureDay.
    """
    donation = lock_donation(donation_id)
    require_role(by, donation.fund_id, *INTAKE)
    return _earmark(donation, sub_fund_code, by, clock.now(), on, matched=matched)


def require_earmarkable(donation: Donation) -> None:
    """Money nobody has claimed is not earmarked by guess. Raises NotIdentified."""
    unknown = donation.donor.kind == "unknown" and donation.donor.name == UNIDENTIFIED["name"]
    if donation.sub_fund is None and unknown:
        raise NotIdentified


def _earmark(
    donation: Donation,
    sub_fund_code: str,
    by: Actor,
    at: datetime,
    on: date | None,
    *,
    matched: bool = True,
) -> Donation:
    donation.lifecycle.step(donation.state, "earmark")
    sub_fund = accepting_sub_fund(donation.fund_id, sub_fund_code)
    waited = donation.sub_fund is None
    if donation.sub_fund is not None and donation.sub_fund_id != sub_fund.pk:
        raise AlreadyEarmarked(pointer="/sub_fund_code", sub_fund=donation.sub_fund.name)
    require_earmarkable(donation)
    donation.sub_fund = sub_fund
    donation.match_eligible = matched and sub_fund.match_eligible
    donation.save(update_fields=["sub_fund", "match_eligible"])
    if waited:
        entry = Entry(
            "identify",
            f"donation:{donation.pk}:identify",
            day_of(on, at),
            (dr("2020", donation.amount), cr("4010", donation.amount, sub_fund.code)),
            f"仮受金振替 {donation.number}",
            reference_of(donation),
        )
        _post(donation, entry, by, at)
        tell_donor(donation, "donation_thanks", at)
    move(donation, "earmark", by=by, at=at, sub_fund=sub_fund.code, match=donation.match_eligible)
    return donation


@transaction.atomic
def record_donation(*, fund_id: int, by: Actor, on: date | None = None, **gift: Any) -> Donation:
    """The office takes in cash or a credit of a known donor at one go: pledged, received, earmarked.

    `gift` as `pledge_donation` takes it. Raises what the three raise.
    """
    require_role(by, fund_id, *INTAKE)
    made = pledge_donation(fund_id=fund_id, by=by, with_reference=False, **gift)
    receive_donation(donation_id=made.pk, by=by, on=on)
    if made.sub_fund is None:
        return lock_donation(made.pk)
    return earmark_donation(donation_id=made.pk, sub_fund_code=made.sub_fund.code, by=by)


@transaction.atomic
def record_unidentified(
    *, fund_id: int, amount: int, by: Actor, on: date | None = None, method: str = "bank", note: str = ""
) -> Donation:
    """Money of an unknown payer (依頼人不明): in the books on 2020, never a guess (officer, cashier).

    Raises NotFound, NotAllowed, FieldErrors, FutureDay, NoBook.
    """
    require_role(by, fund_id, *INTAKE)
    made = pledge_donation(
        fund_id=fund_id,
        by=by,
        amount=amount,
        method=method,
        donor=UNIDENTIFIED,
        receipt_wanted=False,
        note=note,
        with_reference=False,
    )
    return receive_donation(donation_id=made.pk, by=by, on=on)


@transaction.atomic
def identify_donation(
    *,
    donation_id: int,
    by: Actor,
    sub_fund_code: str,
    donor: Mapping[str, Any] | None = None,
    donor_id: int | None = None,
    publicity: str = "anonymous",
    alias: str = "",
    receipt_wanted: bool = True,
    on: date | None = None,
) -> Donation:
    """The payer of money on 2020 is found: Dr 2020 / Cr 4010 of the sub-fund (officer, cashier).

    Raises NotFound, NotAllowed, WrongState, AlreadyIdentified, FieldErrors, NoSubFund, SubFundClosed.
    """
    donation = lock_donation(donation_id)
    if not may_take_in(by, donation.fund_id):
        require_role(by, donation.fund_id, *INTAKE)
        raise NotAllowed(role="・".join(LABELS[role] for role in INTAKE))
    donation.lifecycle.step(donation.state, "earmark")
    if donation.sub_fund is not None:
        raise AlreadyIdentified
    if faults := gift_faults(donation.amount, donation.method, publicity, alias):
        raise FieldErrors(faults)
    giver: Donor = find_or_add_donor(donation.fund, donor, donor_id, by, office=True)
    donation.donor, donation.publicity, donation.alias = giver, publicity, alias
    donation.receipt_wanted = receipt_wanted
    donation.save(update_fields=["donor", "publicity", "alias", "receipt_wanted"])
    at = clock.now()
    note(donation, "identify", by=by, at=at, donor=giver.pk)
    return _earmark(donation, sub_fund_code, by, at, on)
