"""R9: points to one reviewer's total, and the full mark behind it (N6, N8). Exact fractions throughout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from common.errors import FieldFault
from fund.policy import Requirement, Scoring, TieBreak


@dataclass(frozen=True)
class Scale:
    """A criterion's points: from `minimum` to `maximum` by `step`, times `weight` (N6).

    `applies_to` is "all", or "continuing" for what only continuing projects are asked (N8).
    """

    code: str
    weight: int
    minimum: Fraction
    maximum: Fraction
    step: Fraction
    applies_to: str = "all"


@dataclass(frozen=True)
class Recorded:
    """A panel's figure taken down by the office: `basis` sum (all points of all `reviewers`) or score."""

    basis: str
    points: Fraction
    reviewers: int | None = None


@dataclass(frozen=True)
class ScoreSheet:
    """All that is known of one application's scores.

    `points` holds complete reviews only, by member code and criterion code; those of `excluded` members
    are kept for the record. `requested` is integer yen, None where it is not on record.
    """

    application_id: int
    number: str
    requested: int | None
    prior_awards: int
    continuing: bool
    points: Mapping[str, Mapping[str, Fraction]]
    excluded: frozenset[str] = frozenset()
    recorded: Recorded | None = None
    committee_amount: int | None = None
    withdrawn: bool = False


@dataclass(frozen=True)
class ScoringSetup:
    """What one department's call says of scoring, and what its committee has settled since.

    `tie_orders` are the committee's orders among equals, oldest first; `by_mean` says that it agreed to
    rank by the mean where a sum would compare unequal numbers of reviewers (N7).
    """

    scales: tuple[Scale, ...]
    scoring: Scoring = field(default_factory=Scoring)
    pass_rule: tuple[Requirement, ...] = ()
    tie_break: tuple[TieBreak, ...] = ()
    min_reviewers: int = 3
    tie_orders: tuple[tuple[int, ...], ...] = field(default=())
    by_mean: bool = False


def asked(scales: Iterable[Scale], *, continuing: bool) -> tuple[Scale, ...]:
    """The criteria an application is scored by (N8)."""
    return tuple(scale for scale in scales if continuing or scale.applies_to == "all")


def _full(scales: Iterable[Scale]) -> Fraction:
    return sum((scale.maximum * scale.weight for scale in scales), Fraction(0))


def scale_back(scales: Sequence[Scale], *, continuing: bool) -> Fraction:
    """N8: the factor that gives continuing projects the same full mark as new ones (5/7 of seven)."""
    usual = _full(asked(scales, continuing=False))
    own = _full(asked(scales, continuing=continuing))
    return usual / own if usual and own else Fraction(1)


def full_mark(scales: Sequence[Scale], reviewers: int = 1, *, continuing: bool = False) -> Fraction:
    """The highest sum that `reviewers` can give: Σ maximum × weight each, scaled back (N6, N8)."""
    own = asked(scales, continuing=continuing)
    return _full(own) * scale_back(scales, continuing=continuing) * reviewers


def reviewer_total(points: Mapping[str, Fraction], scales: Sequence[Scale], *, continuing: bool) -> Fraction:
    """R9: one reviewer's Σ weight × points over the criteria asked, scaled back where N8 says so."""
    total = sum(
        (scale.weight * points[scale.code] for scale in asked(scales, continuing=continuing)), Fraction(0)
    )
    return total * scale_back(scales, continuing=continuing)


def points_faults(
    points: Mapping[str, Decimal | None], scales: Sequence[Scale], *, continuing: bool
) -> list[FieldFault]:
    """Each score outside its scale, or given to a criterion that is not asked (N6, N8)."""
    own = {scale.code: scale for scale in asked(scales, continuing=continuing)}
    faults = []
    for code, given in points.items():
        scale = own.get(code)
        if scale is None:
            ja, en = f"審査基準「{code}」はこの申請にはありません。", f"There is no criterion “{code}” here."
            faults.append(FieldFault(f"/points/{code}", "reviews.unknown_criterion", ja, en))
        elif given is not None and not _on_scale(Fraction(given), scale):
            low, high, step = (_plain(v) for v in (scale.minimum, scale.maximum, scale.step))
            ja = f"{low}から{high}まで、{step}点きざみで入れてください。"
            en = f"Give {low} to {high} points in steps of {step}."
            faults.append(FieldFault(f"/points/{code}", "reviews.off_scale", ja, en))
    return faults


def _on_scale(given: Fraction, scale: Scale) -> bool:
    return scale.minimum <= given <= scale.maximum and (given - scale.minimum) % scale.step == 0


def _plain(value: Fraction) -> str:
    """A number of points as people write it: 5, 0.5."""
    return str(Decimal(value.numerator) / value.denominator)
