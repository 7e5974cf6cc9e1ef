"""The fund itself: its office, fiscal years, sub-funds and standing rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Max

from common import clock
from common.errors import DomainError, FieldFault, NotAllowed, NotFound, refuse
from common.money import fraction
from fund.models import FiscalYear, Fund, PolicyVersion, StaffRole, SubFund
from fund.permissions import LABELS, require_role
from fund.policy import read_policy
from fund.services.common import find_fund, require_fits, require_free
from ledger.posting import open_book
from people import services as people_services
from people.models import BankAccount, Group, User
from trail.services import SYSTEM, Actor, note

ISSUER_KINDS = ("npo_certified", "public_interest", "municipality", "plain")


CONTACT = ("phone", "hours", "email", "address")
LONGEST_PURPOSE = 400


class OverflowCircle(DomainError):
    """What overflows must come to rest somewhere."""

    code = "fund.overflow_circle"
    ja = "超過分の行き先が自分自身に戻っています。別の指定枠を選んでください。"
    en = "The overflow would come back to itself. Please choose another sub-fund."


@transaction.atomic
def create_fund(
    *,
    code: str,
    name: str,
    legal_mode: str,
    by: Actor,
    name_kana: str = "",
    operator: str = "",
    contact: Mapping[str, str] | None = None,
    bank_account: dict[str, Any] | None = None,
    issuer: dict[str, Any] | None = None,
) -> Fund:
    """A new fund (the system's administrator only). `legal_mode` is private or municipal; `contact` is how
    the office is reached: phone, hours, email, address.

    Raises NotAllowed, CodeTaken, FieldErrors.
    """
    if by is not SYSTEM:
        raise NotAllowed(role="システム管理者")
    require_fits(code=(code, 40), name=(name, 120))
    refuse(_choice("/legal_mode", legal_mode, ("private", "municipal")))
    require_free(Fund.objects.filter(code=code).exists(), code)
    fund = Fund.objects.create(
        code=code,
        name=name,
        name_kana=name_kana,
        legal_mode=legal_mode,
        operator=operator,
        **{name: (contact or {}).get(name, "") for name in CONTACT},
        bank_account=bank_account or {},
        issuer=issuer or {},
    )
    note(fund, "create", by=by, at=clock.now())
    return fund


def _choice(pointer: str, value: Any, allowed: tuple[str, ...]) -> list[FieldFault]:
    if value in allowed:
        return []
    listed = ", ".join(allowed)
    return [FieldFault(pointer, "fund.choice", f"{listed} から選んでください。", f"One of {listed}.")]


@transaction.atomic
def set_issuer(*, fund_id: int, issuer: dict[str, Any], by: Actor) -> Fund:
    """Who issues donation receipts (§7): `kind` and what its sentences need (administrator).

    Raises NotFound, NotAllowed, FieldErrors.
    """
    fund = find_fund(fund_id)
    require_role(by, fund_id, "administrator")
    refuse(_choice("/issuer/kind", issuer.get("kind"), ISSUER_KINDS))
    fund.issuer = issuer
    fund.save(update_fields=["issuer"])
    note(fund, "set_issuer", by=by, at=clock.now(), kind=issuer["kind"])
    return fund


@transaction.atomic
def add_staff(*, fund_id: int, user: User, role: str, by: Actor) -> StaffRole:
    """Give a person one role in the office (administrator). Giving it again changes nothing.

    Raises NotFound, NotAllowed, FieldErrors.
    """
    fund = find_fund(fund_id)
    require_role(by, fund_id, "administrator")
    refuse(_choice("/role", role, tuple(LABELS)))
    place, _ = StaffRole.objects.update_or_create(
        fund=fund, user=user, role=role, defaults={"ended_on": None}
    )
    note(fund, "add_staff", by=by, at=clock.now(), user=user.pk, staff_role=role)
    return place


@transaction.atomic
def end_staff(*, fund_id: int, user_id: int, role: str, by: Actor) -> StaffRole:
    """End a person's role in the office from today (administrator). Raises NotFound, NotAllowed."""
    fund = find_fund(fund_id)
    require_role(by, fund_id, "administrator")
    places = StaffRole.objects.select_for_update(of=("self",))
    place = places.filter(fund=fund, user_id=user_id, role=role, ended_on__isnull=True).first()
    if place is None:
        raise NotFound
    at = clock.now()
    place.ended_on = at.date()
    place.save(update_fields=["ended_on"])
    note(fund, "end_staff", by=by, at=at, user=user_id, staff_role=role)
    return place


@transaction.atomic
def open_year(*, fund_id: int, year: int, by: Actor) -> FiscalYear:
    """Open a fiscal year (named by its April) with its books; an open year stays as it is
    (administrator). Raises NotFound, NotAllowed."""
    fund = find_fund(fund_id)
    require_role(by, fund_id, "administrator")
    fiscal_year, created = FiscalYear.objects.get_or_create(fund=fund, year=year)
    open_book(fund.code, year)
    if created:
        note(fiscal_year, "open", by=by, at=clock.now(), to_state=fiscal_year.state)
    return fiscal_year


@transaction.atomic
def add_sub_fund(
    *,
    fund_id: int,
    by: Actor,
    code: str,
    name: str,
    kind: str,
    tags: list[str] | None = None,
    match_eligible: bool = False,
    fee_rate: str = "0",
    payout_cap: int | None = None,
    overflow_to_id: int | None = None,
    target_group_id: int | None = None,
    purpose: str = "",
    goal: int | None = None,
) -> SubFund:
    """An earmarked part of the fund (R12); those added earlier come first in the order of draws.

    `fee_rate` is an exact fraction as text, `payout_cap` yen. By the administrator. Raises NotFound,
    NotAllowed, CodeTaken, FieldErrors.
    """
    fund = find_fund(fund_id)
    require_role(by, fund_id, "administrator")
    require_fits(code=(code, 20), name=(name, 120))
    refuse(
        [
            *_choice("/kind", kind, tuple(dict(SubFund.KINDS))),
            *_rate_faults(fee_rate),
            *_cap_faults(payout_cap),
            *_purpose_faults(purpose),
            *_goal_faults(goal),
        ]
    )
    require_free(SubFund.objects.filter(fund=fund, code=code).exists(), code)
    if overflow_to_id is not None:
        _sub_fund_of(fund_id, overflow_to_id)
    if target_group_id is not None and not Group.objects.filter(pk=target_group_id).exists():
        raise NotFound
    last = SubFund.objects.filter(fund=fund).aggregate(last=Max("position"))["last"]
    sub_fund = SubFund.objects.create(
        fund=fund,
        code=code,
        name=name,
        kind=kind,
        position=0 if last is None else last + 1,
        tags=tags or [],
        match_eligible=match_eligible,
        fee_rate=str(fraction(fee_rate)),
        payout_cap=payout_cap,
        overflow_to_id=overflow_to_id,
        target_group_id=target_group_id,
        purpose=purpose.strip(),
        goal=goal,
    )
    note(sub_fund, "create", by=by, at=clock.now())
    return sub_fund


def _rate_faults(fee_rate: str) -> list[FieldFault]:
    try:
        if 0 <= fraction(fee_rate) <= Fraction(1):
            return []
    except (ValueError, ZeroDivisionError):
        pass
    ja = "率は '0.05' や '1/20' のように、0から1までで入れてください。"
    return [FieldFault("/fee_rate", "fund.rate", ja, "Write a rate from 0 to 1, like '0.05' or '1/20'.")]


def _cap_faults(payout_cap: int | None) -> list[FieldFault]:
    if payout_cap is None or payout_cap >= 0:
        return []
    return [FieldFault("/payout_cap", "fund.cap", "0円以上で入れてください。", "0 yen or more, please.")]


def _purpose_faults(purpose: str) -> list[FieldFault]:
    if len(purpose) <= LONGEST_PURPOSE:
        return []
    ja, en = f"{LONGEST_PURPOSE}文字までにしてください。", f"At most {LONGEST_PURPOSE} characters, please."
    return [FieldFault("/purpose", "fund.purpose", ja, en)]


def _goal_faults(goal: int | None) -> list[FieldFault]:
    if goal is None or goal >= 1:
        return []
    return [FieldFault("/goal", "fund.goal", "1円以上で入れてください。", "1 yen or more, please.")]


@transaction.atomic
def present_sub_fund(
    *, sub_fund_id: int, purpose: str, goal: int | None, gifts_open: bool, by: Actor
) -> SubFund:
    """What people who give read of a sub-fund: its purpose, its goal of a year in yen, and whether it takes
    gifts over the site (administrator). Raises NotFound, NotAllowed, FieldErrors."""
    rows = SubFund.objects.select_for_update(of=("self",)).select_related("fund")
    sub_fund = rows.filter(pk=sub_fund_id).first()
    if sub_fund is None:
        raise NotFound
    require_role(by, sub_fund.fund_id, "administrator")
    refuse([*_purpose_faults(purpose), *_goal_faults(goal)])
    sub_fund.purpose, sub_fund.goal, sub_fund.gifts_open = purpose.strip(), goal, gifts_open
    sub_fund.save(update_fields=["purpose", "goal", "gifts_open"])
    note(sub_fund, "present", by=by, at=clock.now(), goal=goal, gifts_open=gifts_open)
    return sub_fund


def _sub_fund_of(fund_id: int, sub_fund_id: int) -> SubFund:
    found = SubFund.objects.filter(pk=sub_fund_id, fund_id=fund_id).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def set_overflow(*, sub_fund_id: int, overflow_to_id: int | None, by: Actor) -> SubFund:
    """Where a named group's surplus goes at the year's end (R12; administrator).

    Raises NotFound, NotAllowed, OverflowCircle.
    """
    sub_fund = (
        SubFund.objects.select_for_update(of=("self",)).select_related("fund").filter(pk=sub_fund_id).first()
    )
    if sub_fund is None:
        raise NotFound
    require_role(by, sub_fund.fund_id, "administrator")
    if overflow_to_id is not None:
        _require_no_circle(sub_fund, _sub_fund_of(sub_fund.fund_id, overflow_to_id))
    sub_fund.overflow_to_id = overflow_to_id
    sub_fund.save(update_fields=["overflow_to"])
    note(sub_fund, "set_overflow", by=by, at=clock.now(), overflow_to=overflow_to_id)
    return sub_fund


def _require_no_circle(sub_fund: SubFund, target: SubFund) -> None:
    after = dict(SubFund.objects.filter(fund_id=sub_fund.fund_id).values_list("pk", "overflow_to_id"))
    after[sub_fund.pk] = target.pk
    place, seen = target.pk, {sub_fund.pk}
    while place is not None:
        if place in seen:
            raise OverflowCircle(pointer="/overflow_to_id")
        seen.add(place)
        place = after[place]


@transaction.atomic
def add_policy(*, fund_id: int, data: dict[str, Any], effective_from: date, by: Actor) -> PolicyVersion:
    """A new version of the standing rules (要綱) from a day on; earlier ones stay (administrator).

    Raises NotFound, NotAllowed, FieldErrors naming every setting to mend.
    """
    fund = find_fund(fund_id)
    require_role(by, fund_id, "administrator")
    read_policy(data)
    last = PolicyVersion.objects.filter(fund=fund).aggregate(last=Max("number"))["last"]
    version = PolicyVersion.objects.create(
        fund=fund, number=(last or 0) + 1, effective_from=effective_from, data=data
    )
    note(fund, "add_policy", by=by, at=clock.now(), number=version.number)
    return version


@transaction.atomic
def verify_group_account(*, fund_id: int, account_id: int, by: Actor) -> BankAccount:
    """The office's second look at a group's account (R14; officer or approver).

    Raises NotFound, NotAllowed, SamePerson, RelatedParty, WrongState, AccountHeld.
    """
    find_fund(fund_id)
    require_role(by, fund_id, "officer", "approver")
    return people_services.verify_bank_account(account_id=account_id, by=by)
