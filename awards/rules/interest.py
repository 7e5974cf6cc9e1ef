"""Surcharge (加算金) and late interest (延滞金) on money paid back (R6): simple, cut to whole yen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from common.money import floor_yen
from fund.policy import FundPolicy


@dataclass(frozen=True)
class InterestWorking:
    """principal × rate × days / day_basis, cut to yen. `kind` is surcharge or late."""

    kind: str
    principal: int
    counted_from: date
    counted_to: date
    days: int
    rate: Fraction
    day_basis: int
    amount: int


@dataclass(frozen=True)
class PaidPart:
    """Yen a group received on one day and has to pay back."""

    received_on: date
    amount: int


def surcharge(principal: int, received_on: date, repaid_on: date, policy: FundPolicy) -> InterestWorking:
    """R6 on cancellation: from the day of receipt to the day of repayment, both counted by default."""
    days = (repaid_on - received_on).days
    if policy.surcharge_day_count == "inclusive":
        days += 1
    return _working("surcharge", principal, received_on, repaid_on, days, policy)


def late_interest(principal: int, due_on: date, paid_on: date, policy: FundPolicy) -> InterestWorking:
    """R6 after the due date: from the day after it to the day of payment; nothing when paid in time."""
    days = (paid_on - due_on).days
    if days > 0 and policy.late_interest_day_count == "inclusive":
        days += 1
    return _working("late", principal, due_on, paid_on, days, policy)


def _working(
    kind: str, principal: int, start: date, end: date, days: int, policy: FundPolicy
) -> InterestWorking:
    days = max(days, 0)
    exact = Fraction(principal) * policy.penalty_rate * days / policy.day_basis
    return InterestWorking(
        kind, principal, start, end, days, policy.penalty_rate, policy.day_basis, floor_yen(exact)
    )


def parts_of(payments: Iterable[PaidPart], already_back: int, before: int, amount: int) -> list[PaidPart]:
    """Which payments `amount` yen paid back belong to.

    What came back before this refund (`already_back`) counts against the last payment first; what came
    in on this refund before (`before`) and now (`amount`) against the first.
    """
    left = list(payments)
    for index in reversed(range(len(left))):
        part = min(already_back, left[index].amount)
        left[index] = PaidPart(left[index].received_on, left[index].amount - part)
        already_back -= part
    _, rest = _split(left, before)
    taken, _ = _split(rest, amount)
    return taken


def _split(parts: Sequence[PaidPart], amount: int) -> tuple[list[PaidPart], list[PaidPart]]:
    taken, rest = [], []
    for part in parts:
        yen = min(amount, part.amount)
        amount -= yen
        if yen:
            taken.append(PaidPart(part.received_on, yen))
        if part.amount - yen:
            rest.append(PaidPart(part.received_on, part.amount - yen))
    return taken, rest
