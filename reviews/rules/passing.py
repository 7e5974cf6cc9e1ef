"""N10: what a score must meet to pass: at least, more than, computed marks, knock-out by zeros."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import ge, gt, le, lt

from fund.policy import Requirement

COMPARE = {">=": ge, ">": gt, "<=": le, "<": lt}

Ratio = tuple[int, int]
"""A figure as numerator and (positive) denominator: two of them compare without making a fraction."""
Figures = Callable[[Requirement], tuple[Ratio, ...] | None]
"""The figures that a requirement looks at (each must meet it); None where they were not recorded."""
Limit = Callable[[int], Ratio | None]
"""What the requirement of that index asks for; None where the formula names what is not known."""


def passing(
    rule: Sequence[Requirement], figures: Figures, limit: Limit
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Indices of the requirements that fail, and of those that cannot be judged from what was recorded.

    What cannot be judged is not held against an application: the panel that recorded its figure has
    judged it.
    """
    failed, unjudged = [], []
    for index, requirement in enumerate(rule):
        found, wanted = figures(requirement), limit(index)
        if found is None or wanted is None:
            unjudged.append(index)
            continue
        meets = COMPARE[requirement.operator]
        for figure, of in found:
            if not meets(figure * wanted[1], wanted[0] * of):
                failed.append(index)
                break
    return tuple(failed), tuple(unjudged)


def ratio(value: Fraction) -> Ratio:
    """The fraction as numerator and denominator."""
    return value.numerator, value.denominator


def zero_share(columns: Sequence[Sequence[int]], places: Sequence[int], count: int) -> Ratio:
    """The largest share of `count` reviewers who gave 0 on any one of the criteria asked (N10)."""
    if not count:
        return 0, 1
    if len(places) == len(columns):
        return max([column.count(0) for column in columns], default=0), count
    return max([columns[place].count(0) for place in places], default=0), count
