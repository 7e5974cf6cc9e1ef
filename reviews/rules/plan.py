"""R9 prepared once per department's settings: which criteria are asked, integer weights, full marks.

Points are whole hundredths by the place of their criterion, weights whole numbers over one common
denominator, so that a score is one sum of products and one fraction at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm

from fund.policy import Component, Scoring
from fund.policy.conditions import Facts
from fund.policy.formulas import Formula, FullMarkOf, Minus, Plus, Times, formula_value
from reviews.rules.scores import Scale

HUNDRED = 100
KEPT = 256
DEEPEST = 6
# Where a call names no components there is one, of all criteria.
WHOLE = Component(code="", scale_to="common")

Row = tuple[int, ...]


@dataclass(frozen=True)
class Part:
    """A criteria component as an application is asked it: Σ weight × hundredths ÷ `denominator`, at most
    `full` for one reviewer, both brought to the component's `scale_to`."""

    component: Component
    weights: Row
    denominator: int
    full: Fraction


@dataclass(frozen=True)
class Asked:
    """What applications of one kind are asked: places of their criteria, the parts of their score, and
    the weights of all parts together (a reviewer's total)."""

    places: tuple[int, ...]
    parts: tuple[Part, ...]
    weights: Row
    denominator: int
    full: Fraction


@dataclass(frozen=True)
class ScoringPlan:
    """One department's scoring, worked out from its scales and `Scoring`; use `plan_of`."""

    scales: tuple[Scale, ...]
    scoring: Scoring
    components: tuple[Component, ...]

    @property
    def by_criteria(self) -> bool:
        """Whether reviewers score criteria at all."""
        return self.scoring.aggregate != "none" and any(c.kind == "criteria" for c in self.components)

    @property
    def sums_up(self) -> bool:
        """Whether any part of the score adds up reviewers (N7)."""
        return self.scoring.aggregate != "none" and any(
            item.kind == "criteria" and self.aggregate(item) == "sum" for item in self.components
        )

    @property
    def is_whole(self) -> bool:
        """Whether the score is one component of all criteria, not rounded by itself."""
        return len(self.components) == 1 and self.components[0] is WHOLE

    def aggregate(self, component: Component) -> str:
        """How the reviewers' points of a component become one figure."""
        return component.aggregate or self.scoring.aggregate

    def percent_of(self, component: Component) -> Fraction:
        """The full mark of a component that is a percentage."""
        own = component.scale_to
        return own if isinstance(own, Fraction) else Fraction(self.scoring.scale_to)

    def mask(self, facts: Facts, *, continuing: bool) -> tuple[bool, ...]:
        """Which of the criteria an application is asked (N8)."""
        return tuple(scale.is_asked(facts, continuing=continuing) for scale in self.scales)

    def asked(self, mask: tuple[bool, ...]) -> Asked:
        """The plan of the applications that are asked just these."""
        return _asked(self, mask)

    def members_of(self, component: Component) -> tuple[int, ...]:
        """Places of a criteria component's criteria; one that names none has what no other names."""
        if component.kind != "criteria":
            return ()
        elsewhere = {code for item in self.components for code in item.criteria}
        return tuple(
            place
            for place, scale in enumerate(self.scales)
            if (scale.code in component.criteria if component.criteria else scale.code not in elsewhere)
        )


@lru_cache(KEPT)
def plan_of(scales: tuple[Scale, ...], scoring: Scoring) -> ScoringPlan:
    """The plan of a department's settings, made once."""
    return ScoringPlan(scales, scoring, scoring.components or (WHOLE,))


def reviewer_full_mark(
    scales: tuple[Scale, ...], scoring: Scoring, facts: Facts, *, continuing: bool
) -> Fraction:
    """The most that one reviewer can give an application over all components of criteria (N6, N8, N9)."""
    plan = plan_of(scales, scoring)
    return plan.asked(plan.mask(facts, continuing=continuing)).full


@lru_cache(KEPT)
def _asked(plan: ScoringPlan, mask: tuple[bool, ...]) -> Asked:
    parts = tuple(_part(plan, item, mask) for item in plan.components if item.kind == "criteria")
    denominator = lcm(*(part.denominator for part in parts))
    weights = [0] * len(plan.scales)
    for part in parts:
        for place, weight in enumerate(part.weights):
            weights[place] += weight * (denominator // part.denominator)
    return Asked(
        tuple(place for place, there in enumerate(mask) if there),
        parts,
        tuple(weights),
        denominator,
        sum((part.full for part in parts), Fraction(0)),
    )


def _part(plan: ScoringPlan, component: Component, mask: tuple[bool, ...]) -> Part:
    places = [place for place in plan.members_of(component) if mask[place]]
    own = _full(plan, places)
    target = _target(plan, component, own, mask)
    scaled = target / own if own and target else Fraction(1)
    factors = {place: plan.scales[place].factor * scaled for place in places}
    denominator = lcm(*(factor.denominator for factor in factors.values()))
    weights = tuple(
        int(factors[place] * denominator) if place in factors else 0 for place in range(len(plan.scales))
    )
    return Part(component, weights, denominator * HUNDRED, own * scaled)


def _full(plan: ScoringPlan, places: Iterable[int]) -> Fraction:
    return sum((plan.scales[place].full for place in places), Fraction(0))


def _target(
    plan: ScoringPlan, component: Component, own: Fraction, mask: tuple[bool, ...], depth: int = 0
) -> Fraction:
    """One reviewer's full mark that a component is brought to (N8)."""
    if component.scale_to is None:
        return own
    usual = [place for place in plan.members_of(component) if plan.scales[place].of_everybody]
    names = {"common": _full(plan, usual), "criteria": Fraction(len(usual))}

    def of_another(code: str) -> Fraction:
        other = next(item for item in plan.components if item.code == code)
        places = [place for place in plan.members_of(other) if mask[place]]
        if depth >= DEEPEST:
            raise RecursionError(code)
        return _target(plan, other, _full(plan, places), mask, depth + 1)

    return formula_value(component.scale_to, names, of_another)


def is_constant(formula: Formula) -> bool:
    """Whether a formula comes to the same for every application."""
    if isinstance(formula, Times | Plus | Minus):
        return all(is_constant(part) for part in formula.parts)
    return not isinstance(formula, str | FullMarkOf)


def hundredths(points: Mapping[str, Fraction], scales: Iterable[Scale]) -> Row:
    """Points by criterion code as a row by place. What is finer than a hundredth stays exact."""
    return tuple(_scaled(points.get(scale.code)) for scale in scales)


def _scaled(points: Fraction | None) -> int:
    if points is None:
        return 0
    scaled = points * HUNDRED
    return int(scaled) if scaled.denominator == 1 else scaled  # type: ignore[return-value]
