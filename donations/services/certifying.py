"""Donation receipts (寄附金受領証明書): issued with a gapless number, issued again, voided (§7, R14)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from common import clock
from common.errors import DomainError, NotAllowed, NotFound, ReasonMissing, WrongState
from donations import rules
from donations.models import Donation, Receipt, ReceiptSeries
from donations.permissions import is_donor, require_office
from donations.services.common import lock_donation, tell_donor, tell_officers
from fund.models import Fund
from fund.permissions import require_role, require_second_person
from trail.services import Actor, move, note


class NoReceipt(DomainError):
    """§7: cash boxes and unknown payers get none."""

    code = "donations.no_receipt"
    ja = "募金箱や依頼人不明の寄附には受領証明書を発行しません。"
    en = "No receipt is issued for cash boxes and unknown payers."


class AddressMissing(DomainError):
    """§7: the donor's address belongs on the receipt."""

    code = "donations.address_missing"
    ja = "寄附者の住所がありません。住所を登録してから発行してください。"
    en = "The donor's address is missing. Please add it first."


class IssuerIncomplete(DomainError):
    """§7: the issuer's own particulars belong on the receipt."""

    code = "donations.issuer_incomplete"
    ja = "発行者の登録が足りません({missing})。管理者が登録してください。"
    en = "The issuer's particulars are incomplete ({missing}). An administrator must add them."


class AlreadyReceipted(DomainError):
    """§7: a gift is on one valid receipt only."""

    code = "donations.already_receipted"
    ja = "受領証明書 {number} をすでに発行しています。再発行してください。"
    en = "Receipt {number} was issued already. Issue it again instead."


def issuer_of(fund: Fund) -> dict[str, str]:
    """The fund's data as issuer (§7); without any, a municipality's or a plain one under its own name."""
    kind = "municipality" if fund.legal_mode == "municipal" else "plain"
    return {"kind": kind, "name": fund.operator or fund.name, **fund.issuer}


def require_receiptable(donation: Donation) -> Receipt | None:
    """The guard of 証明書を発行する; returns the voided receipt that the new one replaces. 1 query.

    Raises WrongState, NoReceipt, AddressMissing, IssuerIncomplete, AlreadyReceipted.
    """
    if donation.state != "receipted":
        donation.lifecycle.step(donation.state, "issue_receipt")
    last: Receipt | None = donation.receipts.order_by("-pk").first()
    if last is not None and last.state == "valid":
        raise AlreadyReceipted(number=str(last))
    if donation.donor.kind == "unknown":
        raise NoReceipt
    issuer = issuer_of(donation.fund)
    if missing := rules.issuer_lacks(issuer):
        raise IssuerIncomplete(missing="・".join(missing))
    if rules.needs_address(issuer["kind"]) and not donation.donor.address.strip():
        raise AddressMissing
    return last


def _next_serial(fund: Fund, calendar_year: int) -> int:
    """The next number of the issuer's year; the row's lock is what keeps the series gapless."""
    ReceiptSeries.objects.get_or_create(fund=fund, calendar_year=calendar_year)
    series = ReceiptSeries.objects.filter(fund=fund, calendar_year=calendar_year)
    series.update(last=F("last") + 1)
    return series.get().last


@transaction.atomic
def issue_receipt(*, donation_id: int, by: Actor) -> Receipt:
    """Certify a gift (officer): number `R7-00001` by issuer and calendar year of issue.

    Raises NotFound, NotAllowed, WrongState, NoReceipt, AddressMissing, IssuerIncomplete,
    AlreadyReceipted.
    """
    donation = lock_donation(donation_id)
    require_role(by, donation.fund_id, "officer")
    at = clock.now()
    replaced = require_receiptable(donation)
    assert donation.received_on is not None
    made = Receipt.objects.create(
        fund=donation.fund,
        donation=donation,
        calendar_year=at.year,
        serial=_next_serial(donation.fund, at.year),
        addressee=donation.donor.name,
        address=donation.donor.address,
        amount=donation.amount,
        received_on=donation.received_on,
        issued_on=at.date(),
        issued_by_id=by.pk,
        replaces=replaced,
        facts=facts_of(donation),
    )
    if donation.state == "earmarked":
        move(donation, "issue_receipt", by=by, at=at, receipt=str(made))
    note(made, "issue", by=by, at=at, to_state=made.state, replaces=str(replaced or ""))
    tell_donor(donation, "donation_receipt", at, occasion=str(made), receipt=str(made))
    return made


def _lock_receipt(receipt_id: int) -> Receipt:
    """Donation first, then its receipt: the order in which refund and issue take them."""
    found = Receipt.objects.filter(pk=receipt_id).values_list("donation_id", flat=True).first()
    if found is None:
        raise NotFound
    donation = lock_donation(found)
    receipt = Receipt.objects.select_for_update(of=("self",)).get(pk=receipt_id)
    receipt.donation, receipt.fund = donation, donation.fund
    return receipt


@transaction.atomic
def reissue_receipt(*, receipt_id: int, by: Actor) -> Receipt:
    """The same number and content once more, marked 再発行 and counted (officer); a donor who asked is told.

    Raises NotFound, NotAllowed, WrongState (a void receipt).
    """
    receipt = _lock_receipt(receipt_id)
    require_role(by, receipt.fund_id, "officer")
    if receipt.state != "valid":
        raise WrongState(state=receipt.lifecycle.states[receipt.state], verb="再発行する")
    at = clock.now()
    receipt.reissued += 1
    receipt.reissued_on = at.date()
    asked, receipt.reissue_asked_at = receipt.reissue_asked_at, None
    receipt.save(update_fields=["reissued", "reissued_on", "reissue_asked_at"])
    note(receipt, "reissue", by=by, at=at, count=receipt.reissued)
    if asked is not None:
        occasion = f"{receipt}:{receipt.reissued}"
        tell_donor(receipt.donation, "donation_receipt", at, occasion=occasion, receipt=str(receipt))
    return receipt


def require_may_ask_again(receipt: Receipt, by: Actor) -> None:
    """Person and state of 再発行を頼む: the donor, for a valid receipt.

    Raises NotFound, NotAllowed, WrongState.
    """
    if not is_donor(by, receipt.donation):
        require_office(by, receipt.fund_id)
        raise NotAllowed(role="寄附者")
    if receipt.state != "valid":
        raise WrongState(state=receipt.lifecycle.states[receipt.state], verb="再発行を頼む")


@transaction.atomic
def ask_for_reissue(*, receipt_id: int, by: Actor) -> Receipt:
    """The donor asks the office to issue a receipt again; the officers are told.

    While a request is open, asking once more changes nothing and tells nobody. Raises NotFound, NotAllowed,
    WrongState.
    """
    receipt = _lock_receipt(receipt_id)
    require_may_ask_again(receipt, by)
    if receipt.reissue_asked_at is not None:
        return receipt
    at = clock.now()
    receipt.reissue_asked_at = at
    receipt.save(update_fields=["reissue_asked_at"])
    note(receipt, "ask_reissue", by=by, at=at)
    occasion = f"{receipt}:{receipt.reissued}"
    tell_officers(receipt.donation, "receipt_reissue_asked", at, occasion=occasion, receipt=str(receipt))
    return receipt


@transaction.atomic
def void_receipt(*, receipt_id: int, by: Actor, reason: str) -> Receipt:
    """Make a receipt void; it keeps its number (approver, not the person who issued it, R14).

    Raises NotFound, NotAllowed, SamePerson, WrongState, ReasonMissing.
    """
    receipt = _lock_receipt(receipt_id)
    require_role(by, receipt.fund_id, "approver")
    require_second_person(by, receipt.issued_by_id)
    at = clock.now()
    receipt.lifecycle.step(receipt.state, "void")
    if not reason.strip():
        raise ReasonMissing(pointer="/reason")
    receipt.void_reason = reason
    receipt.reissue_asked_at = None
    receipt.save(update_fields=["void_reason", "reissue_asked_at"])
    move(receipt, "void", by=by, at=at, role="approver", reason=reason)
    return receipt


def facts_of(donation: Donation) -> dict[str, Any]:
    """What a receipt says beside its own columns, as it is on the day of issue."""
    return {
        "issuer": issuer_of(donation.fund),
        "purpose": donation.sub_fund.name if donation.sub_fund else "",
        "honorific": "御中" if donation.donor.kind == "company" else "様",
        "method": str(donation.get_method_display()),
    }


def receipt_facts(receipt: Receipt) -> rules.ReceiptFacts:
    """What a receipt certifies, as it was issued; one from before this was kept goes by today's data."""
    kept = receipt.facts or facts_of(receipt.donation)
    return rules.ReceiptFacts(
        number=str(receipt),
        issued_on=receipt.issued_on,
        received_on=receipt.received_on,
        addressee=receipt.addressee,
        address=receipt.address,
        amount=receipt.amount,
        purpose=kept["purpose"],
        issuer=kept["issuer"],
        reissued_on=receipt.reissued_on,
        void=receipt.state == "void",
        honorific=kept["honorific"],
    )


def receipt_text(receipt: Receipt) -> str:
    """The receipt as plain text (§7)."""
    return "\n".join(rules.receipt_lines(receipt_facts(receipt)))
