"""A gift promised, how its donor wants to be shown (R13), and promises that lapse."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from common import clock
from common.errors import DomainError, FieldErrors, FieldFault, NotFound
from donations.models import METHODS, PUBLICITY, Donation, Donor
from donations.permissions import may_take_in, require_donor_or_office
from donations.references import reference_of
from donations.services.common import lock_donation, tell_donor
from fund.models import Fund, SubFund
from fund.policy import FundPolicy
from fund.queries import policies_on, sub_fund_by_code
from fund.services import day_of
from people.models import User
from trail.services import SYSTEM, Actor, move_all, note

MOST_YEN = 10**12
OPEN_STATES = ("pledged", "pending")
REFERENCES = 100_000
CANDIDATES = 40
TRIES = 5
DONOR_FIELDS = {
    "kind": 12,
    "name": 200,
    "name_kana": 200,
    "address": 300,
    "email": 254,
    "phone": 30,
    "contact": 80,
}


class SubFundClosed(DomainError):
    """Gifts do not go into the city's own part."""

    code = "donations.sub_fund_closed"
    status = 422
    ja = "「{sub_fund}」は寄附の指定先に選べません。別の指定先を選んでください。"
    en = "Gifts cannot be earmarked to “{sub_fund}”. Please choose another sub-fund."


class NoReference(DomainError):
    """Every number is given out to an open pledge."""

    code = "donations.no_reference"
    status = 503
    ja = "ただいま受付番号を出せません。しばらくしてから、もう一度お申込みください。"
    en = "No reference number is free right now. Please try again later."


class NumberTaken(DomainError):
    """A donation's number names one gift only."""

    code = "donations.number_taken"
    ja = "寄附番号「{number}」はすでに使われています。"
    en = "The donation number “{number}” is in use."


def _fault(field: str, ja: str, en: str) -> FieldFault:
    return FieldFault(f"/{field}", "donations.field", ja, en)


def gift_faults(amount: int, method: str, publicity: str, alias: str, number: str = "") -> list[FieldFault]:
    """What is wrong with a gift's own fields; empty when nothing is."""
    faults = []
    if not 0 < amount <= MOST_YEN:
        faults.append(_fault("amount", "金額は1円以上で入れてください。", "1 yen or more, please."))
    if method not in dict(METHODS):
        faults.append(_fault("method", "お支払い方法を選んでください。", "Please choose how to pay."))
    if publicity not in dict(PUBLICITY):
        faults.append(_fault("publicity", "公表のしかたを選んでください。", "Please choose how to be shown."))
    if publicity == "alias" and not alias.strip():
        faults.append(_fault("alias", "公表する名前を入力してください。", "Please enter the name to show."))
    if len(alias) > 80:
        faults.append(_fault("alias", "80文字以内で入力してください。", "At most 80 characters, please."))
    if len(number) > 40:
        faults.append(_fault("number", "40文字以内で入力してください。", "At most 40 characters, please."))
    return faults


def donor_faults(donor: Mapping[str, Any]) -> list[FieldFault]:
    """What is wrong with a donor's own fields; empty when nothing is."""
    faults = []
    if donor.get("kind") not in dict(Donor.KINDS):
        faults.append(_fault("donor/kind", "個人か法人かを選んでください。", "A person or a company?"))
    if not str(donor.get("name", "")).strip():
        faults.append(_fault("donor/name", "お名前を入力してください。", "Please enter the name."))
    for field, limit in DONOR_FIELDS.items():
        if len(str(donor.get(field) or "")) > limit:
            ja, en = f"{limit}文字以内で入力してください。", f"At most {limit} characters, please."
            faults.append(_fault(f"donor/{field}", ja, en))
    return faults


def accepting_sub_fund(fund_id: int, code: str) -> SubFund:
    """The sub-fund a gift may be earmarked to. Raises NoSubFund, SubFundClosed."""
    sub_fund = sub_fund_by_code(fund_id, code)
    if sub_fund.kind == "city_match":
        raise SubFundClosed(pointer="/sub_fund_code", sub_fund=sub_fund.name)
    return sub_fund


def find_or_add_donor(
    fund: Fund, donor: Mapping[str, Any] | None, donor_id: int | None, by: Actor, office: bool
) -> Donor:
    """The donor named by id, or a new one. A person who gives for themself keeps one record.

    Raises NotFound, FieldErrors.
    """
    if donor_id is not None:
        known = Donor.objects.filter(pk=donor_id, fund=fund)
        found = known.first() if office else known.filter(user_id=by.pk).first()
        if found is None:
            raise NotFound
        return found
    if donor is None and not office:
        donor = _own_particulars(fund, by)
    values = dict(donor or {})
    user_id = values.pop("user_id", None) if office else by.pk
    assert values.keys() <= DONOR_FIELDS.keys(), values.keys()
    faults = donor_faults(values)
    if not office and values.get("kind") == "unknown":
        faults.append(_fault("donor/kind", "個人か法人かを選んでください。", "A person or a company?"))
    if faults:
        raise FieldErrors(faults)
    if user_id is not None:
        if not User.objects.filter(pk=user_id).exists():
            raise NotFound
        same = Donor.objects.filter(fund=fund, user_id=user_id, **values).order_by("pk").first()
        if same is not None:
            return same
    return Donor.objects.create(fund=fund, user_id=user_id, **values)


def _own_particulars(fund: Fund, by: Actor) -> dict[str, str]:
    """What a person who gives for themself told last, or what their account says. ≤ 2 queries."""
    known = Donor.objects.filter(fund=fund, user_id=by.pk).order_by("-pk").first()
    if known is not None:
        return {field: getattr(known, field) for field in DONOR_FIELDS}
    person = User.objects.get(pk=by.pk)
    return {"kind": "individual", "name": person.name, "name_kana": person.name_kana}


@transaction.atomic
def pledge_donation(
    *,
    fund_id: int,
    by: Actor,
    amount: int,
    method: str,
    sub_fund_code: str = "",
    donor: Mapping[str, Any] | None = None,
    donor_id: int | None = None,
    publicity: str = "anonymous",
    alias: str = "",
    show_amount: bool = True,
    receipt_wanted: bool = True,
    number: str = "",
    note: str = "",
    channel: str = "",
    with_reference: bool = True,
) -> Donation:
    """Promise a gift (寄附の申込) of `amount` yen to a sub-fund.

    A signed-in person pledges for themself; the office (officer, cashier) for anybody, with a number
    of its own if it likes. Raises NotFound, FieldErrors, NoSubFund, SubFundClosed, NumberTaken.
    """
    fund = Fund.objects.filter(pk=fund_id).first()
    if fund is None or (by.pk is None and by is not SYSTEM):
        raise NotFound
    office = may_take_in(by, fund_id)
    at = clock.now()
    if faults := gift_faults(amount, method, publicity, alias, number if office else ""):
        raise FieldErrors(faults)
    sub_fund = accepting_sub_fund(fund_id, sub_fund_code) if sub_fund_code or not office else None
    giver = find_or_add_donor(fund, donor, donor_id, by, office)
    wanted = number.strip() if office else ""
    if wanted and Donation.objects.filter(fund=fund, number=wanted).exists():
        raise NumberTaken(pointer="/number", number=wanted)
    made = put_down(
        fund,
        giver,
        at,
        number=wanted,
        with_reference=with_reference and method != "card",
        sub_fund=sub_fund,
        amount=amount,
        method=method,
        publicity=publicity,
        alias=alias,
        show_amount=show_amount,
        receipt_wanted=receipt_wanted,
        receipt_by="email" if receipt_wanted else "none",
        channel=channel if office else "web",
        note=note if office else "",
    )
    _note_pledge(made, by, at)
    return made


def put_down(
    fund: Fund, donor: Donor, at: datetime, *, number: str = "", with_reference: bool = True, **values: Any
) -> Donation:
    """The row of a promised gift with its number, its 受付番号 and the last day to pay. ≤ 6 queries."""
    days = policies_on(day_of(None, at)).get(fund.pk, FundPolicy()).pledge_lapse_days
    sub_fund = values["sub_fund"]
    row = {
        "fund": fund,
        "donor": donor,
        "pledged_at": at,
        "pay_by": day_of(None, at) + timedelta(days=days),
        "match_eligible": sub_fund is not None and sub_fund.match_eligible,
        **values,
    }
    for _ in range(TRIES):
        reference = free_reference(fund) if with_reference else ""
        # The row's own id makes the number, so that two donors at once never meet.
        named = {"number": number or f"new:{uuid.uuid4().hex}", "reference": reference}
        try:
            with transaction.atomic():
                made: Donation = Donation.objects.create(**row, **named)
        except IntegrityError:
            if Donation.objects.filter(fund=fund, number=number).exists():
                raise NumberTaken(pointer="/number", number=number) from None
            continue  # somebody was given the same reference at the same moment
        if not number:
            made.number = f"D-{made.pk:06d}"
            made.save(update_fields=["number"])
        return made
    raise NoReference


def free_reference(fund: Fund) -> str:
    """A reference that no open pledge of the fund has, and if possible no gift ever had. 1 query.

    Drawn at random, so that a number tells nothing of how many gave, and neighbours are no neighbours.
    """
    drawn = [reference_of(secrets.randbelow(REFERENCES)) for _ in range(CANDIDATES)]
    known = Donation.objects.filter(fund=fund, reference__in=drawn).values_list("reference", "state")
    used = dict(sorted(known, key=lambda row: row[1] in OPEN_STATES))
    fresh = [text for text in drawn if text not in used]
    over = [text for text in drawn if used.get(text) not in OPEN_STATES]
    if not (fresh or over):
        raise NoReference
    return (fresh or over)[0]


def _note_pledge(made: Donation, by: Actor, at: datetime) -> None:
    note(made, "pledge", by=by, at=at, to_state=made.state, amount=made.amount)
    if by.pk is not None and made.donor.user_id == by.pk:
        tell_donor(made, "donation_pledged", at, method=made.method)


@transaction.atomic
def set_publicity(
    *, donation_id: int, by: Actor, publicity: str, alias: str = "", show_amount: bool = True
) -> Donation:
    """How the public sees the gift from now on (R13; the donor, or an officer).

    Raises NotFound, NotAllowed, FieldErrors.
    """
    donation = lock_donation(donation_id)
    require_donor_or_office(by, donation, "officer")
    if faults := gift_faults(donation.amount, donation.method, publicity, alias):
        raise FieldErrors(faults)
    at = clock.now()
    donation.publicity, donation.alias, donation.show_amount = publicity, alias, show_amount
    donation.save(update_fields=["publicity", "alias", "show_amount"])
    note(donation, "set_publicity", by=by, at=at, publicity=publicity, show_amount=show_amount)
    return donation


@transaction.atomic
def lapse_pledges() -> int:
    """Let pledges lapse whose last day to pay is over; run by the clock. Returns how many.

    Pledges without such a day have their fund's `pledge_lapse_days`. Constant queries.
    """
    pledged = Donation.objects.select_for_update(of=("self",)).select_related("fund").filter(state="pledged")
    locked = list(pledged.order_by("pk"))
    at = clock.now()
    today = day_of(None, at)
    policies = policies_on(today)

    def over(row: Donation) -> bool:
        if row.pay_by is not None:
            return row.pay_by < today
        days = policies.get(row.fund_id, FundPolicy()).pledge_lapse_days
        return row.pledged_at < at - timedelta(days=days)

    due = [row for row in locked if over(row)]
    return move_all(due, "lapse", by=SYSTEM, at=at)
