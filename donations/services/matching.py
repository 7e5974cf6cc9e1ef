"""The city's match of a round (R11): prepared, confirmed by a second person, received, lowered, returned."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from common import clock
from common.errors import DomainError, NotFound
from donations import rules
from donations.models import CityMatch, Donation
from donations.permissions import INTAKE
from donations.queries import matchable
from fund.models import Round
from fund.permissions import require_role, require_second_person
from fund.policy import MatchPolicy
from fund.queries import book_for, sub_fund_of_kind
from fund.services import day_of, lock_round
from ledger.models import Lot
from ledger.posting import Entry, cr, dr, post
from trail.services import Actor, move, note


class NoMatch(DomainError):
    """The round's policy promises none."""

    code = "donations.no_match"
    ja = "この募集には市の上乗せの定めがありません。"
    en = "The rules of this round know no city match."


class MatchChanged(DomainError):
    """What is confirmed is what was prepared."""

    code = "donations.match_changed"
    ja = "起案のあとに寄附が変わりました(起案 {prepared:,}円、いま {now:,}円)。起案し直してください。"
    en = "Gifts changed since it was prepared ({prepared:,} yen, now {now:,} yen). Prepare it again."


class MatchCarried(DomainError):
    """R11: under `carry` the unspent match stays with the fund."""

    code = "donations.match_carried"
    ja = "この募集では、使わなかった上乗せは翌年度に繰り越します。"
    en = "Under this round's rules unspent match is carried over."


def _policy_of(call: Round) -> MatchPolicy:
    match = call.policy.city_match
    if match is None:
        raise NoMatch
    return match


def _lock_match(round_id: int) -> CityMatch:
    found = (
        CityMatch.objects.select_for_update(of=("self",))
        .select_related("round__fund", "round__policy_version", "sub_fund")
        .filter(round_id=round_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _reference(match: CityMatch) -> str:
    """The name under which the ledger knows a match and its lot."""
    return f"match:{match.round_id}"


@transaction.atomic
def prepare_match(*, round_id: int, by: Actor) -> CityMatch:
    """Compute the match of the gifts received so far (R11; officer); again until it is confirmed.

    Raises NotFound, NotAllowed, NoMatch, NoSubFund, WrongState.
    """
    call = lock_round(round_id)
    require_role(by, call.fund_id, "officer")
    at = clock.now()
    policy = _policy_of(call)
    working = rules.city_match(matchable(call, policy).values_list("amount", flat=True), policy)
    match = CityMatch.objects.select_for_update(of=("self",)).filter(round=call).first()
    if match is None:
        match = CityMatch(round=call, sub_fund=sub_fund_of_kind(call.fund_id, "city_match"))
    else:
        match.lifecycle.step(match.state, "confirm")
    match.base, match.amount, match.prepared_by_id = working.base, working.match, by.pk
    match.save()
    note(match, "prepare", by=by, at=at, to_state=match.state, base=working.base, terms=working.terms)
    return match


@transaction.atomic
def confirm_match(*, round_id: int, by: Actor, on: date | None = None) -> CityMatch:
    """Fix the match once for the round (approver, R11, R14): Dr 1040 / Cr 4020.

    The gifts it rests on are marked: no other round counts them again. Raises NotFound, NotAllowed,
    SamePerson, NoMatch, WrongState, MatchChanged, FutureDay, NoBook.
    """
    call = Round.objects.select_related("fund", "policy_version").filter(pk=round_id).first()
    if call is None:
        raise NotFound
    # Before the match is looked for: that there is none is the office's to know.
    require_role(by, call.fund_id, "approver")
    gifts = matchable(call, _policy_of(call)).select_for_update(of=("self",))
    counted = list(gifts.values_list("pk", "amount"))
    match = _lock_match(round_id)
    require_second_person(by, match.prepared_by_id)
    at = clock.now()
    match.lifecycle.step(match.state, "confirm")
    working = rules.city_match((amount for _, amount in counted), _policy_of(call))
    if (working.base, working.match) != (match.base, match.amount):
        raise MatchChanged(prepared=match.amount, now=working.match)
    match.confirmed_by_id = by.pk
    match.confirmed_on = day_of(on, at)
    match.save(update_fields=["confirmed_by", "confirmed_on"])
    Donation.objects.filter(pk__in=[pk for pk, _ in counted]).update(match=match)
    if match.amount:
        lines = (dr("1040", match.amount), cr("4020", match.amount, match.sub_fund.code))
        key = f"match:{round_id}"
        _post(
            match, Entry("match", key, match.confirmed_on, lines, "市負担金 確定", _reference(match)), by, at
        )
    move(match, "confirm", by=by, at=at, role="approver")
    return match


def _post(match: CityMatch, entry: Entry, by: Actor, at: datetime) -> None:
    post(book_for(match.round.fund, entry.occurred_on), entry, by=by, at=at)


@transaction.atomic
def receive_match(*, round_id: int, by: Actor, on: date | None = None) -> CityMatch:
    """The city pays its match: Dr 1020 / Cr 1040 (officer, cashier).

    Raises NotFound, NotAllowed, WrongState, FutureDay, NoBook.
    """
    match = _lock_match(round_id)
    require_role(by, match.round.fund_id, *INTAKE)
    at = clock.now()
    match.lifecycle.step(match.state, "receive")
    match.received_on = day_of(on, at)
    match.save(update_fields=["received_on"])
    if match.amount:
        lines = (dr("1020", match.amount), cr("1040", match.amount))
        key = f"match:{round_id}:received"
        entry = Entry("match_received", key, match.received_on, lines, "市負担金 入金", _reference(match))
        _post(match, entry, by, at)
    move(match, "receive", by=by, at=at, on=match.received_on.isoformat())
    return match


@transaction.atomic
def adjust_match(*, round_id: int, by: Actor, on: date | None = None) -> CityMatch:
    """Lower a confirmed match to what its gifts still give (R11; officer). Never raises it.

    Raises NotFound, NotAllowed, WrongState, FutureDay, NoBook.
    """
    match = _lock_match(round_id)
    require_role(by, match.round.fund_id, "officer")
    at = clock.now()
    return _lower(match, by=by, at=at, on=day_of(on, at))


def lower_match(match_id: int, *, by: Actor, at: datetime, on: date) -> CityMatch:
    """After a gift that counted was given back: lower its match, in the refund's own transaction (R11)."""
    round_id = CityMatch.objects.values_list("round_id", flat=True).get(pk=match_id)
    return _lower(_lock_match(round_id), by=by, at=at, on=on)


def _lower(match: CityMatch, *, by: Actor, at: datetime, on: date) -> CityMatch:
    """Dr 4020; Cr 1040 while the city owes it, 2030 once it has paid. A fact from outside: always booked."""
    if match.state == "prepared":
        match.lifecycle.step(match.state, "receive")
    counted = Donation.objects.filter(match=match, state__in=Donation.COUNTED)
    base = counted.aggregate(total=Sum("amount"))["total"] or 0
    working = rules.city_match([base], _policy_of(match.round))
    less = match.amount - match.returned - working.match
    if base == match.base:
        return match
    if less > 0:
        owed = "1040" if match.state == "confirmed" else "2030"
        lines = (dr("4020", less, match.sub_fund.code), cr(owed, less))
        # The base it falls to is part of the key: two refunds are two intents, one refund is one.
        key = f"match:{match.round_id}:base:{base}"
        _post(match, Entry("match_adjust", key, on, lines, "市負担金 減額", _reference(match)), by, at)
        match.amount -= less
    match.base = base
    match.save(update_fields=["base", "amount"])
    note(match, "adjust", by=by, at=at, base=base, less=max(less, 0))
    return match


def require_returnable(match: CityMatch) -> None:
    """State and rules of 残りを返納する. Raises WrongState, NoMatch, MatchCarried."""
    match.lifecycle.step(match.state, "return")
    if _policy_of(match.round).unspent != "return":
        raise MatchCarried


@transaction.atomic
def return_unspent_match(*, round_id: int, by: Actor, on: date | None = None) -> CityMatch:
    """Owe the city what no award used of its match (approver, R11): Dr 4020 / Cr 2030.

    Raises NotFound, NotAllowed, SamePerson, WrongState, MatchCarried, FutureDay, NoBook.
    """
    match = _lock_match(round_id)
    require_role(by, match.round.fund_id, "approver")
    require_second_person(by, match.prepared_by_id)
    at = clock.now()
    require_returnable(match)
    on = day_of(on, at)
    book = book_for(match.round.fund, on)
    lots = Lot.objects.filter(book=book, sub_fund=match.sub_fund.code, source=_reference(match))
    match.returned = lots.aggregate(total=Sum("left"))["total"] or 0
    match.save(update_fields=["returned"])
    if match.returned:
        lines = (dr("4020", match.returned, match.sub_fund.code), cr("2030", match.returned))
        key = f"match:{round_id}:return"
        entry = Entry("match_return", key, on, lines, "市負担金 返納", _reference(match))
        post(book, entry, by=by, at=at)
    move(match, "return", by=by, at=at, role="approver", amount=match.returned)
    return match
