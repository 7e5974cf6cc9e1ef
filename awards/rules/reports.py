"""What a report's rows come to (R5), and which of them never count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class RowFacts:
    """One voucher row: `amount` and `accepted` in yen, and the office's verdict on it."""

    amount: int
    verdict: str
    accepted: int


@dataclass(frozen=True)
class RowSums:
    """accepted + disallowed + ineligible = total, in yen."""

    accepted: int
    disallowed: int
    ineligible: int
    total: int


def sums_of(rows: Iterable[RowFacts]) -> RowSums:
    """The sums R5 starts from; what is not accepted of an eligible row is disallowed."""
    accepted = disallowed = ineligible = 0
    for row in rows:
        if row.verdict == "ineligible":
            ineligible += row.amount
        else:
            accepted += row.accepted
            disallowed += row.amount - row.accepted
    return RowSums(accepted, disallowed, ineligible, accepted + disallowed + ineligible)


def automatic_cut(
    *, paid_on: date | None, voucher: bool, decided_on: date, ended_on: date | None = None
) -> str:
    """Why a row is never accepted, in Japanese; empty when the office may decide (R5).

    `ended_on` is the day an abandoned project ended (廃止).
    """
    if not voucher:
        return "領収書がないため認められません"
    if paid_on is not None and paid_on < decided_on:
        return "交付決定日より前の支出のため認められません"
    if paid_on is not None and ended_on is not None and paid_on > ended_on:
        return "廃止の日より後の支出のため認められません"
    return ""
