"""N10: what a score must meet to pass: at least, more than, computed marks, knock-out by zeros."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from operator import ge, gt, le, lt

from fund.policy import Formula, Requirement, formula_value, read_formula
from fund.policy.formulas import formula_names

COMPARE = {">=": ge, ">": gt, "<=": le, "<": lt}


def measures(
    *,
    score: Decimal,
    total: Fraction | None,
    mean: Fraction | None,
    full: Fraction,
    zero_share: Fraction | None,
) -> dict[str, Fraction]:
    """Every figure a requirement may look at; what was not recorded is left out.

    `score` is the rounded one (R9). `full` is one reviewer's full mark; percent is of that.
    """
    known = {
        "score": Fraction(score),
        "sum": total,
        "mean": mean,
        "percent": mean / full * 100 if mean is not None and full else None,
        "zero_share": zero_share,
    }
    return {name: value for name, value in known.items() if value is not None}


def zero_share(counted: Sequence[Mapping[str, Fraction]]) -> Fraction:
    """The largest share of reviewers who gave 0 on any one criterion (N10)."""
    codes = {code for points in counted for code in points}
    if not counted:
        return Fraction(0)
    return max(
        (Fraction(sum(points.get(code) == 0 for points in counted), len(counted)) for code in codes),
        default=Fraction(0),
    )


def passing(
    rule: Sequence[Requirement], figures: Mapping[str, Fraction], names: Mapping[str, Fraction]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Indices of the requirements that fail, and of those that cannot be judged from what was recorded.

    `names` gives reviewers, criteria, applications and full_mark as far as they are known. What cannot be
    judged is not held against an application: the panel that recorded its figure has judged it.
    """
    failed, unjudged = [], []
    for index, requirement in enumerate(rule):
        if requirement.measure not in figures or not formula_names(_formula(requirement)) <= names.keys():
            unjudged.append(index)
        elif not _meets(requirement, figures[requirement.measure], names):
            failed.append(index)
    return tuple(failed), tuple(unjudged)


def _meets(requirement: Requirement, figure: Fraction, names: Mapping[str, Fraction]) -> bool:
    return bool(COMPARE[requirement.operator](figure, formula_value(_formula(requirement), names)))


def _formula(requirement: Requirement) -> Formula:
    return read_formula(requirement.value)
