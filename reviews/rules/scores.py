"""R9: points to one reviewer's total, and the full mark behind it (N6, N8). Exact fractions throughout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from common.errors import FieldFault
from fund.policy import Formula, Requirement, Scoring, Stage, TieBreak, formula_value
from fund.policy.conditions import Comparison, Condition, Facts, Value, holds


@dataclass(frozen=True)
class Scale:
    """A criterion's points: from `minimum` to `maximum` by `step`, times `weight`, or worth `mark` in all
    in place of a weight (N6).

    `applies_to` is "all", or "continuing" for what only continuing projects are asked; `applies_if` asks
    it of the applications for which a condition holds (N8). What is not on record is not asked.
    """

    code: str
    weight: int
    minimum: Fraction
    maximum: Fraction
    step: Fraction
    applies_to: str = "all"
    mark: Fraction | None = None
    applies_if: Condition | None = None

    @property
    def factor(self) -> Fraction:
        """What a point is multiplied by, exact; a scale that ends at 0 can bring no mark about."""
        if self.mark is None:
            return Fraction(self.weight)
        return self.mark / self.maximum if self.maximum else Fraction(0)

    @property
    def full(self) -> Fraction:
        """The most that one reviewer can give."""
        return self.maximum * self.factor

    @property
    def of_everybody(self) -> bool:
        """Whether every application is asked."""
        return self.applies_to == "all" and self.applies_if is None

    def is_asked(self, facts: Facts, *, continuing: bool) -> bool:
        """Whether an application is asked (N8)."""
        if self.applies_to != "all" and not continuing:
            return False
        return self.applies_if is None or holds(self.applies_if, facts) is True


@dataclass(frozen=True)
class Recorded:
    """A panel's figure taken down by the office: `basis` sum (all points of all `reviewers`) or score."""

    basis: str
    points: Fraction
    reviewers: int | None = None


@dataclass(frozen=True)
class KnownFacts:
    """The facts that a score sheet itself holds; None is not on record (`conditions.Facts`)."""

    continuing: bool
    n: int | None = None
    requested: int | None = None
    department: str = ""
    method: str = ""

    # What a condition may ask without anything else being read.
    NAMES = ("continuing", "n", "requested", "department", "method")

    def value(self, comparison: Comparison) -> Value | None:
        if comparison.fact == "continuing":
            return self.continuing
        if comparison.fact in ("n", "requested"):
            found = self.n if comparison.fact == "n" else self.requested
            return None if found is None else Fraction(found)
        if comparison.fact in ("department", "method"):
            return (self.department if comparison.fact == "department" else self.method) or None
        return None

    def formula(self, formula: Formula) -> Fraction | None:
        known = {} if self.requested is None else {"requested": Fraction(self.requested)}
        try:
            return formula_value(formula, known)
        except KeyError:
            return None


@dataclass(frozen=True)
class ScoreSheet:
    """All that is known of one application's scores.

    `points` holds complete reviews only, by member code and criterion code; those of `excluded` members
    are kept for the record. `rows`, where given, holds the same in whole hundredths by the place of the
    criterion in the setup (0 where it is not asked), and `points` is empty. `requested` is integer yen,
    None where it is not on record. `tokens` by component and member code, `votes` of the audience by
    component, `verdicts` (pass, fail) by stage. `facts` answers conditions; without it the sheet does.
    `state` is the application's, "" in a dry run.
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
    rows: Mapping[str, tuple[int, ...]] | None = None
    tokens: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    votes: Mapping[str, int] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)
    facts: Facts | None = None
    state: str = ""

    def known(self) -> Facts:
        """What conditions may ask of this application."""
        if self.facts is not None:
            return self.facts
        return KnownFacts(self.continuing, self.prior_awards + 1, self.requested)


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
    stages: tuple[Stage, ...] = ()


def asked(scales: Iterable[Scale], *, continuing: bool, facts: Facts | None = None) -> tuple[Scale, ...]:
    """The criteria an application is scored by (N8)."""
    known = facts or KnownFacts(continuing)
    return tuple(scale for scale in scales if scale.is_asked(known, continuing=continuing))


def _full(scales: Iterable[Scale]) -> Fraction:
    return sum((scale.full for scale in scales), Fraction(0))


def scale_back(scales: Sequence[Scale], *, continuing: bool, facts: Facts | None = None) -> Fraction:
    """N8: the factor that gives continuing projects the same full mark as new ones (5/7 of seven)."""
    usual = _full(scale for scale in scales if scale.of_everybody)
    own = _full(asked(scales, continuing=continuing, facts=facts))
    return usual / own if usual and own else Fraction(1)


def full_mark(
    scales: Sequence[Scale], reviewers: int = 1, *, continuing: bool = False, facts: Facts | None = None
) -> Fraction:
    """The highest sum that `reviewers` can give: Σ maximum × factor each, scaled back (N6, N8)."""
    own = asked(scales, continuing=continuing, facts=facts)
    return _full(own) * scale_back(scales, continuing=continuing, facts=facts) * reviewers


def reviewer_total(
    points: Mapping[str, Fraction],
    scales: Sequence[Scale],
    *,
    continuing: bool,
    facts: Facts | None = None,
) -> Fraction:
    """R9: one reviewer's Σ factor × points over the criteria asked, scaled back where N8 says so."""
    own = asked(scales, continuing=continuing, facts=facts)
    total = sum((scale.factor * points[scale.code] for scale in own), Fraction(0))
    return total * scale_back(scales, continuing=continuing, facts=facts)


def points_faults(
    points: Mapping[str, Decimal | None],
    scales: Sequence[Scale],
    *,
    continuing: bool,
    facts: Facts | None = None,
) -> list[FieldFault]:
    """Each score outside its scale, or given to a criterion that is not asked (N6, N8)."""
    own = {scale.code: scale for scale in asked(scales, continuing=continuing, facts=facts)}
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
