"""Bars as per cent of the drawing's width: a page's policy forbids widths in styles."""

from __future__ import annotations

from dataclasses import dataclass

from transparency.queries.years import SPLIT_OF, Split

LEAF, INK, HATCH = "#197a4b", "#4d4d4d", "url(#hatch)"
GAP = 3
"""Thousandths left free between two parts."""


@dataclass(frozen=True)
class Bar:
    x: str
    width: str
    fill: str


def per_cent(amount: int, largest: int) -> str:
    """A length in per cent of the longest, to a tenth."""
    return f"{amount * 1000 // largest / 10 if largest > 0 else 0:.1f}%"


def split_bars(split: Split) -> tuple[Bar, ...]:
    """The parts of 1,000 yen one beside the other; parts of nothing are left out."""
    parts = [
        (amount, fill) for amount, fill in zip(split.of_thousand, (LEAF, INK, HATCH), strict=True) if amount
    ]
    bars, start = [], 0
    for number, (amount, fill) in enumerate(parts):
        gap = GAP if number < len(parts) - 1 else 0
        bars.append(Bar(per_cent(start, SPLIT_OF), per_cent(max(amount - gap, 1), SPLIT_OF), fill))
        start += amount
    return tuple(bars)
