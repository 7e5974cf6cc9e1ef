"""N16: how published results are printed, put in order, and ranked once somebody has withdrawn."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from common.money import round_decimal
from common.text import search_key

# How an application counts in the published sums, by its state.
COUNTED_AS = {
    "withdrawn": "withdrawn",
    "approved": "adopted",
    "declined": "declined",
    "ineligible": "ineligible",
    "expired": "ineligible",
}


@dataclass(frozen=True)
class Filed:
    """One filed application for the sums: its state, and yen as filed and as decided."""

    state: str
    requested: int
    decided: int


@dataclass(frozen=True)
class Sums:
    """Computed sums of a department, a heading or the round (N16): applications = withdrawn + adopted +
    declined + ineligible + waiting. Yen; `budget` and `remainder` are None where the call sets none."""

    applications: int = 0
    withdrawn: int = 0
    adopted: int = 0
    declined: int = 0
    ineligible: int = 0
    waiting: int = 0
    requested: int = 0
    decided: int = 0
    budget: int | None = None

    @property
    def remainder(self) -> int | None:
        """What the budget keeps."""
        return None if self.budget is None else self.budget - self.decided


def sums_of(rows: Iterable[Filed], budget: int | None) -> Sums:
    """A department's sums out of its applications; `decided` counts what is adopted."""
    rows = list(rows)
    counts = dict.fromkeys(("withdrawn", "adopted", "declined", "ineligible", "waiting"), 0)
    for row in rows:
        counts[COUNTED_AS.get(row.state, "waiting")] += 1
    adopted = [row for row in rows if COUNTED_AS.get(row.state) == "adopted"]
    return Sums(
        applications=len(rows),
        **counts,
        requested=sum(row.requested for row in rows),
        decided=sum(row.decided for row in adopted),
        budget=budget,
    )


def added(parts: Iterable[Sums]) -> Sums:
    """The sums of several departments; a budget only where each of them has one."""
    parts = list(parts)
    names = (
        "applications",
        "withdrawn",
        "adopted",
        "declined",
        "ineligible",
        "waiting",
        "requested",
        "decided",
    )
    budgets = [part.budget for part in parts]
    known = [budget for budget in budgets if budget is not None]
    whole = sum(known) if parts and len(known) == len(parts) else None
    return Sums(**{name: sum(getattr(part, name) for part in parts) for name in names}, budget=whole)


def printed(amount: int, unit: str, decimals: int = 1) -> str:
    """An amount as the call prints it: `50,000` in yen, `5.0` in 万円 (man_yen) with at least `decimals`
    places, never rounded."""
    if unit == "yen":
        return f"{amount:,}"
    man = (Decimal(amount) / 10_000).normalize()
    places = max(decimals, -int(man.as_tuple().exponent))
    return f"{man:,.{places}f}"


def mean_text(value: str) -> str:
    """A frozen exact figure as it is printed: to two places, half up, without idle zeros (4.13, 4)."""
    figure = round_decimal(Fraction(value), 2, "half_up")
    return f"{figure:f}".rstrip("0").rstrip(".") if "." in f"{figure:f}" else f"{figure:f}"


def moved_up(ranks: Mapping[int, int | None], withdrawn: Collection[int]) -> dict[int, int | None]:
    """Ranks now: whoever withdrew has none, and those behind move up; shared ranks stay shared (N16).

    `ranks` are those frozen with the decision, by application.
    """
    standing = [rank for key, rank in ranks.items() if rank is not None and key not in withdrawn]
    return {
        key: None if rank is None or key in withdrawn else 1 + sum(1 for other in standing if other < rank)
        for key, rank in ranks.items()
    }


def filing_key(number: str) -> tuple[tuple[int, int, str], ...]:
    """Receipt numbers in the order in which they were given: 2 before 10."""
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part)
        for part in re.split(r"([0-9]+)", number)
        if part
    )


def kana_key(kana: str, name: str) -> tuple[bool, str, str, str]:
    """五十音順: voiced sounds stand with their plain ones; whoever gave no kana comes last, by name."""
    folded = search_key(kana)
    plain = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return (not kana.strip(), plain, folded, name)
