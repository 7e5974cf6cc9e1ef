"""A gift promised by anybody, without an account (P4), and what its page lets them mend (P5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from common import clock
from common.errors import DomainError, FieldErrors, FieldFault, NotFound, refuse
from common.text import fold_width, normalise_phone, normalise_postal_code
from donations import rules
from donations.models import RECEIPT_BY, Donation, Donor
from donations.references import read_reference
from donations.services.certifying import issuer_of
from donations.services.common import lock_donation
from donations.services.links import end_letters, find_link, keep_link, page_secret, send_gift_letter
from donations.services.pledging import (
    OPEN_STATES,
    SubFundClosed,
    accepting_sub_fund,
    donor_faults,
    gift_faults,
    put_down,
)
from fund.models import Fund, SubFund
from fund.policy import FundPolicy
from fund.queries import policies_on, sub_fund_of_kind
from fund.services import day_of
from trail.services import SYSTEM, note

METHODS: Final = ("bank", "cash")
"""What the site offers: a card only once a payment company is connected."""
CLOSED_KINDS: Final = ("city_match", "operations")
MOST_MENDS: Final = 5
LETTER_KINDS: Final = {"bank": "gift_by_bank", "cash": "gift_in_cash"}
KANA_LIMIT: Final = 60


class MendedEnough(DomainError):
    """A letter is sent again a few times only."""

    code = "donations.mended_enough"
    status = 409
    ja = "メールの送り直しは5回までです。事務局へお電話ください。受付番号はそのまま使えます。"
    en = "The letter can be sent again five times at most. Please call the office; your reference stays good."


class NotTheirsToMend(DomainError):
    """The address is mended where the gift was pledged, or in one's account."""

    code = "donations.mend_elsewhere"
    status = 409
    ja = "メールアドレスを直せるのは、お申込みになった画面だけです。事務局へご連絡ください。"
    en = "The address can be mended only on the page of the pledge itself. Please ask the office."


def limits_of(policy: FundPolicy) -> dict[str, int]:
    """The most yen that a gift over the site may have, by method."""
    return {"bank": policy.gift_max_bank, "cash": policy.gift_max_cash}


def is_open(sub_fund: SubFund) -> bool:
    """Whether a sub-fund takes gifts over the site."""
    return sub_fund.gifts_open and sub_fund.kind not in CLOSED_KINDS


def chosen_sub_fund(fund: Fund, code: str) -> SubFund:
    """The sub-fund given to; おまかせ ("") means the general one. Raises NoSubFund, SubFundClosed."""
    sub_fund = accepting_sub_fund(fund.pk, code) if code else sub_fund_of_kind(fund.pk, "general")
    if not is_open(sub_fund):
        raise SubFundClosed(pointer="/sub_fund", sub_fund=sub_fund.name)
    return sub_fund


def _fault(field: str, ja: str, en: str) -> FieldFault:
    return FieldFault(f"/{field}", "donations.field", ja, en)


def address_needed(fund: Fund, receipt_by: str) -> bool:
    """Whether the donor's address is asked for: for a letter, and where the receipt must state it (§7)."""
    return receipt_by == "post" or (receipt_by == "email" and rules.needs_address(issuer_of(fund)["kind"]))


def amount_faults(amount: int, method: str, policy: FundPolicy) -> list[FieldFault]:
    """Whether the amount fits its method. Yen."""
    most = limits_of(policy).get(method)
    if most is None:
        return [_fault("method", "お支払い方法を選んでください。", "Please choose how to pay.")]
    if policy.gift_min <= amount <= most:
        return []
    ja = f"{policy.gift_min:,}円から{most:,}円までの金額を入れてください。"
    en = f"Please enter an amount from {policy.gift_min:,} to {most:,} yen."
    return [_fault("amount", ja, en)]


def read_donor(values: Mapping[str, Any], fund: Fund, receipt_by: str) -> dict[str, str]:
    """The donor's particulars in one way of writing. Raises FieldErrors naming every field to mend."""
    company = values["kind"] == "company"
    faults: list[FieldFault] = []
    donor = {
        "kind": str(values["kind"]),
        "name": str(values["name"]).strip(),
        "name_kana": fold_width(str(values["name_kana"])).strip(),
        "email": read_email(str(values["email"]), faults),
        "phone": "",
        "contact": str(values["contact"]).strip() if company else "",
        "address": "",
    }
    if values["phone"].strip():
        try:
            donor["phone"] = normalise_phone(values["phone"])
        except ValueError:
            faults.append(_fault("phone", "電話番号を確かめてください。", "Please check the phone number."))
    if address_needed(fund, receipt_by):
        donor["address"] = _address(values, faults)
    if values["kind"] not in ("individual", "company"):
        faults.append(_fault("kind", "個人か法人かを選んでください。", "A person or a company?"))
    if company and not donor["contact"]:
        faults.append(_fault("contact", "担当者のお名前を入力してください。", "Who may we ask for?"))
    known = donor_faults(donor)
    refuse([*(replace(row, pointer=row.pointer.replace("/donor", "", 1)) for row in known), *faults])
    return donor


def _address(values: Mapping[str, Any], faults: list[FieldFault]) -> str:
    code, street = "", str(values["address"]).strip()
    try:
        code = normalise_postal_code(values["postal_code"])
    except ValueError:
        faults.append(
            _fault("postal_code", "郵便番号を7桁で入力してください。", "A postal code has seven digits.")
        )
    if not street:
        faults.append(_fault("address", "住所を入力してください。", "Please enter the address."))
    return f"〒{code} {street}"


def read_email(text: str, faults: list[FieldFault]) -> str:
    """An address in the one way in which it is kept; what is wrong with it goes to `faults`."""
    email = fold_width(text).strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        ja = "メールアドレスを確かめてください。例：hanako@example.jp"
        faults.append(_fault("email", ja, "Please check the e-mail address."))
    return email


@transaction.atomic
def give(*, fund_id: int, key: str, **values: Any) -> tuple[Donation, str]:
    """Anybody promises a gift: the pledge, and the secret of its page.

    `values` are the fields of the form; `key` is the press's Idempotency-Key. Whoever gives makes a donor's
    record of their own: a typed address proves nothing, and no other record is touched. A letter with the
    way to pay goes out. Raises NotFound, FieldErrors, NoSubFund, SubFundClosed.
    """
    fund = Fund.objects.filter(pk=fund_id).first()
    if fund is None:
        raise NotFound
    at = clock.now()
    policy = policies_on(day_of(None, at)).get(fund.pk, FundPolicy())
    sub_fund = chosen_sub_fund(fund, values["sub_fund"])
    amount, method, receipt_by = values["amount"], values["method"], values["receipt_by"]
    shown = (values["publicity"], values["alias"])
    faults = [*amount_faults(amount, method, policy), *gift_faults(max(amount, 1), "bank", *shown)]
    if receipt_by not in dict(RECEIPT_BY):
        faults.append(_fault("receipt_by", "受領証明書の受け取り方を選んでください。", "Please choose."))
    try:
        donor = read_donor(values, fund, receipt_by)
    except FieldErrors as refused:
        faults += refused.faults
    refuse(faults)
    giver = Donor.objects.create(fund=fund, **donor)
    made = put_down(
        fund,
        giver,
        at,
        sub_fund=sub_fund,
        amount=amount,
        method=method,
        publicity=values["publicity"],
        alias=values["alias"].strip() if values["publicity"] == "alias" else "",
        show_amount=values["show_amount"],
        receipt_wanted=receipt_by != "none",
        receipt_by=receipt_by,
        invoice_wanted=values["invoice_wanted"] and donor["kind"] == "company",
        channel="web",
    )
    note(made, "pledge", by=SYSTEM, at=at, to_state=made.state, amount=amount, channel="web")
    secret = page_secret(key, fund.pk, made.reference)
    keep_link(made, "page", secret, at)
    send_gift_letter(made, LETTER_KINDS[method], at)
    return made, secret


@transaction.atomic
def set_publicity_by_link(
    *, secret: str, publicity: str, alias: str = "", show_amount: bool = True
) -> Donation:
    """Whoever holds a gift's page chooses anew how it is shown (R13).

    Raises NotFound, LinkOver, FieldErrors.
    """
    donation = lock_donation(find_link(secret).donation_id or 0)
    refuse(gift_faults(donation.amount, donation.method, publicity, alias))
    at = clock.now()
    donation.publicity, donation.show_amount = publicity, show_amount
    donation.alias = alias.strip() if publicity == "alias" else ""
    donation.save(update_fields=["publicity", "alias", "show_amount"])
    note(donation, "set_publicity", by=SYSTEM, at=at, publicity=publicity, show_amount=show_amount, link=True)
    return donation


def require_may_mend(kind: str, donation: Donation) -> None:
    """Whether this page may mend the address and send the letter again.

    Only the page of the pledge itself: a letter that went astray must not carry the gift away with it.
    Raises NotTheirsToMend, MendedEnough, WrongState.
    """
    if kind != "page" or donation.donor.user_id is not None:
        raise NotTheirsToMend
    if donation.state not in OPEN_STATES:
        donation.lifecycle.step(donation.state, "receive")
    if donation.mended >= MOST_MENDS:
        raise MendedEnough


@transaction.atomic
def mend_email(*, secret: str, email: str) -> Donation:
    """Mend a mistyped address and send the letter again; the links of earlier letters end.

    Raises NotFound, LinkOver, FieldErrors, NotTheirsToMend, MendedEnough, WrongState.
    """
    link = find_link(secret)
    donation = lock_donation(link.donation_id or 0)
    require_may_mend(link.kind, donation)
    faults: list[FieldFault] = []
    address = read_email(email, faults)
    refuse(faults)
    at = clock.now()
    changed = address != donation.donor.email
    if changed:
        end_letters(donation, at)
        Donor.objects.filter(pk=donation.donor_id).update(email=address)
        donation.donor.email = address
    donation.mended += 1
    donation.save(update_fields=["mended"])
    note(donation, "mend_email", by=SYSTEM, at=at, changed=changed)
    send_gift_letter(donation, LETTER_KINDS.get(donation.method, "gift_link"), at)
    return donation


@transaction.atomic
def send_link(*, reference: str, email: str) -> None:
    """Send the page of a gift to the address it was pledged with, if there is such a gift.

    The asker learns nothing either way. Raises FieldErrors for what is no reference or address.
    """
    faults: list[FieldFault] = []
    number, address = read_reference(reference), read_email(email, faults)
    if not number:
        ja = "受付番号は6けたの数字です。番号を確かめてください。"
        faults.insert(0, _fault("reference", ja, "A reference has six digits. Please check it."))
    refuse(faults)
    at: datetime = clock.now()
    found = (
        Donation.objects.select_for_update(of=("self",))
        .select_related("fund", "donor", "sub_fund")
        .filter(reference=number, donor__email__iexact=address)
        .order_by("-pk")
        .first()
    )
    if found is not None:
        send_gift_letter(found, "gift_link", at)
        note(found, "send_link", by=SYSTEM, at=at)
