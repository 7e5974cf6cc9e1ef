"""The lowest and highest figures that a department's settings let a score come to (R9, N6–N9).

How many review and how many apply is not known yet, nor who is asked the criteria with a condition: each
possibility at its ends is a `Case`, and a check tells only what holds in every one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from fund.policy.call import CallSettings, CriterionSetting, DepartmentSettings
from fund.policy.department import Component, Requirement, Scoring
from fund.policy.formulas import formula_value

MANY = 30
# Where a call names no components there is one, of all criteria.
WHOLE = Component(code="", scale_to="common")
Criteria = tuple[CriterionSetting, ...]


@dataclass(frozen=True)
class Case:
    """One kind of application: `asked` out of all `criteria`, by so many reviewers, among so many."""

    scoring: Scoring
    criteria: Criteria
    asked: Criteria
    reviewers: Fraction
    applications: Fraction

    @property
    def components(self) -> tuple[Component, ...]:
        """The components of the score, of which there is always one."""
        return self.scoring.components or (WHOLE,)

    def bounds(self, wanted: Requirement) -> tuple[Fraction, Fraction, Fraction] | None:
        """Lowest and highest figure of the requirement's measure, and its mark; None where the measure is
        not one that settings alone bound. The formulas must be known to be sound."""
        if wanted.measure not in ("score", "sum", "mean", "percent") or self.scoring.aggregate == "none":
            return None
        if self.scoring.components and wanted.measure != "score":
            return None
        own = self if wanted.measure == "score" else self._measured_by(wanted.measure)
        parts = [own.part(item) for item in own.components]
        names = {
            **self._counts(),
            "criteria": Fraction(len(_of_everybody(self.criteria))),
            "full_mark": sum((self.part(item)[1] for item in self.components), Fraction(0)),
        }
        mark = formula_value(wanted.value, names, self._full_mark_of)
        low, high = (sum((part[end] for part in parts), Fraction(0)) for end in (0, 1))
        return low, high, mark

    def part(self, component: Component) -> tuple[Fraction, Fraction]:
        """Lowest and highest figure of one component."""
        if component.kind == "tokens":
            return Fraction(0), self._most_tokens(component) * (component.points_each or 0) * self.reviewers
        if component.kind == "audience":
            pool = component.pool or Fraction(0)
            return Fraction(0), formula_value(pool, self._counts(), self._full_mark_of)
        own = self._members(component, self.asked)
        low = sum((row.minimum * row.factor for row in own), Fraction(0))
        high, target = _full(own), self._target(component)
        aggregate = component.aggregate or self.scoring.aggregate
        if aggregate == "percent":
            fixed = component.scale_to
            top = fixed if isinstance(fixed, Fraction) else Fraction(self.scoring.scale_to)
            return (low / high * top, top) if high else (Fraction(0), Fraction(0))
        factor = (target / high if high and target else 1) * (self.reviewers if aggregate == "sum" else 1)
        return low * factor, high * factor

    def _measured_by(self, measure: str) -> Case:
        scale_to = 100 if measure == "percent" else self.scoring.scale_to
        return replace(self, scoring=replace(self.scoring, aggregate=measure, scale_to=scale_to))

    def _counts(self) -> dict[str, Fraction]:
        return {"reviewers": self.reviewers, "applications": self.applications}

    def _most_tokens(self, component: Component) -> Fraction:
        given = formula_value(component.per_reviewer or Fraction(0), self._counts())
        return given if component.at_most_on_one is None else min(given, Fraction(component.at_most_on_one))

    def _members(self, component: Component, rows: Criteria) -> Criteria:
        """A component's criteria; one that names none has what no other names."""
        if component.criteria:
            return tuple(row for row in rows if row.code in component.criteria)
        elsewhere = {code for item in self.components for code in item.criteria}
        return tuple(row for row in rows if row.code not in elsewhere)

    def _target(self, component: Component) -> Fraction:
        """One reviewer's full mark that a component of criteria is brought to (N8)."""
        if component.kind != "criteria":
            return Fraction(0)
        if component.scale_to is None:
            return _full(self._members(component, self.asked))
        usual = _of_everybody(self._members(component, self.criteria))
        names = {"common": _full(usual), "criteria": Fraction(len(usual))}
        return formula_value(component.scale_to, names, lambda code: self._target(self._named(code)))

    def _full_mark_of(self, code: str) -> Fraction:
        return self.part(self._named(code))[1]

    def _named(self, code: str) -> Component:
        return next(item for item in self.components if item.code == code)


def cases(settings: CallSettings, department: DepartmentSettings) -> Iterator[Case]:
    """The fewest reviewers and many, one application and many, the fewest criteria and all."""
    criteria = settings.criteria_of(department.code)
    fewest = max(department.rules.scoring.min_reviewers or settings.standing.min_reviewers, 1)
    for reviewers, applications, asked in product(
        (fewest, MANY), (1, MANY), dict.fromkeys((_of_everybody(criteria), criteria))
    ):
        scoring = department.rules.scoring
        yield Case(scoring, criteria, asked, Fraction(reviewers), Fraction(applications))


def _of_everybody(rows: Criteria) -> Criteria:
    return tuple(row for row in rows if row.applies_if is None)


def _full(rows: Criteria) -> Fraction:
    return sum((row.maximum * row.factor for row in rows), Fraction(0))
