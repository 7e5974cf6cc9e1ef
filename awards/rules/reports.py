"""What a report's rows come to (R5), and which of them never count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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


@dataclass(frozen=True)
class BudgetLine:
    """One line of an award's budget: `id` is the filed row's, None in a budget revised since. Yen."""

    id: int | None
    category: str
    description: str
    planned: int
    eligible: bool = True


@dataclass(frozen=True)
class SpentRow:
    """What a report's row spent, in yen, and on which line (`budget_row`) or, without one, category."""

    amount: int
    category: str = ""
    budget_row: int | None = None


@dataclass(frozen=True)
class LineActual:
    """Planned and spent on one line; `line` is None for what fits none."""

    line: BudgetLine | None
    actual: int


def line_of(row: SpentRow, lines: Sequence[BudgetLine]) -> int | None:
    """The place of the line a row belongs to: the named one, else the first of its category."""
    if row.budget_row is not None:
        for place, line in enumerate(lines):
            if line.id == row.budget_row:
                return place
    for place, line in enumerate(lines):
        if row.category and line.category == row.category:
            return place
    return None


def budget_actual(lines: Sequence[BudgetLine], rows: Iterable[SpentRow]) -> list[LineActual]:
    """Each line with what was spent on it; last, if there is any, what fits no line. The sum is the sum of
    the rows."""
    spent: Counter[int | None] = Counter()
    for row in rows:
        spent[line_of(row, lines)] += row.amount
    found = [LineActual(line, spent[place]) for place, line in enumerate(lines)]
    return [*found, LineActual(None, spent[None])] if spent[None] else found


@dataclass(frozen=True)
class ReportPeriod:
    """The days between which a project may spend: from the decision to its end."""

    decided_on: date
    project_from: date | None = None
    project_to: date | None = None
    ended_on: date | None = None


def day_warning(paid_on: date | None, period: ReportPeriod) -> str:
    """Why a day of payment will be asked about: before_decision, after_end (R5: never counts), or
    before_project, after_project (the office decides); empty for none."""
    if paid_on is None:
        return ""
    if paid_on < period.decided_on:
        return "before_decision"
    if period.ended_on is not None and paid_on > period.ended_on:
        return "after_end"
    if period.project_from is not None and paid_on < period.project_from:
        return "before_project"
    if period.project_to is not None and paid_on > period.project_to:
        return "after_project"
    return ""


def twice_sent(hashes: Mapping[int, str], others: Iterable[str]) -> set[int]:
    """Which of the files (id → SHA-256) are the same as another of them, or as one of `others`."""
    count = Counter(hashes.values())
    elsewhere = set(others)
    return {pk for pk, sha256 in hashes.items() if count[sha256] > 1 or sha256 in elsewhere}
