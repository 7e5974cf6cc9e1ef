"""R9 for one application: its counted points, the components of its score (N9) and the rounded score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm
from operator import mul
from typing import Final

from fund.policy import Component, Formula, Requirement, Stage, formula_value, read_formula
from fund.policy.conditions import holds
from reviews.rules.passing import Ratio, ratio, zero_share
from reviews.rules.plan import HUNDRED, Asked, Part, Row, ScoringPlan, hundredths, is_constant, plan_of
from reviews.rules.scores import ScoreSheet, ScoringSetup

_NONE: Final = Fraction(0)


class Field:
    """What the applications of a department have in common: settings, how many they are, the most
    reviewers of one, all votes of the audience."""

    def __init__(self, setup: ScoringSetup, live: Sequence[ScoreSheet]) -> None:
        self.setup = setup
        self.scoring = setup.scoring
        self.plan: ScoringPlan = plan_of(setup.scales, setup.scoring)
        self.applications = len(live)
        counts = set(map(count_of, live))
        self.most = max(counts, default=0)
        self.common = lcm(*(count for count in counts if count))
        self.unit = 10**setup.scoring.decimals
        self.half_up = setup.scoring.mode == "half_up"
        self.formulas: tuple[Formula, ...] = tuple(read_formula(item.value) for item in setup.pass_rule)
        self.constants = tuple(
            ratio(formula_value(item, {})) if is_constant(item) else None for item in self.formulas
        )
        self._votes = [sheet.votes for sheet in live if sheet.votes]
        self._asked: dict[bool, Asked] = {}
        self._conditional = any(scale.applies_if is not None for scale in setup.scales)

    def asked(self, sheet: ScoreSheet) -> Asked:
        """What an application is asked; looked up once for all where only `continuing` decides."""
        if self._conditional:
            return self.plan.asked(self.plan.mask(sheet.known(), continuing=sheet.continuing))
        found = self._asked.get(sheet.continuing)
        if found is None:
            found = self.plan.asked(self.plan.mask(sheet.known(), continuing=sheet.continuing))
            self._asked[sheet.continuing] = found
        return found

    def votes(self, component: str) -> int:
        """All votes of the audience for a component."""
        return sum(votes.get(component, 0) for votes in self._votes)

    def rounded(self, numerator: int, denominator: int) -> int:
        """A score in whole units of its last decimal (N7)."""
        return _rounded(numerator, denominator, self.unit, half_up=self.half_up)


def count_of(sheet: ScoreSheet) -> int:
    """How many reviewers are counted (R8); of a recorded figure, as many as were taken down."""
    if sheet.recorded is not None:
        return sheet.recorded.reviewers or 0
    codes = sheet.points if sheet.rows is None else sheet.rows
    if not sheet.excluded:
        return len(codes)
    return sum(code not in sheet.excluded for code in codes)


def failed_stage_of(verdicts: Mapping[str, str], stages: Sequence[Stage]) -> str:
    """N13: the first stage that was failed, or whose presence was missed; "" none. Advice fails nobody."""
    for stage in stages if verdicts else ():
        if verdicts.get(stage.code) == "fail" and (stage.decides == "pass" or stage.attendance):
            return stage.code
    return ""


def failed_stage(sheet: ScoreSheet, stages: Sequence[Stage]) -> str:
    """The stage an application failed; "" none."""
    return failed_stage_of(sheet.verdicts, stages)


def last_stage(sheet: ScoreSheet, stages: Sequence[Stage]) -> str:
    """N13: the last stage that decides whether this application passes; "" where none does."""
    for stage in reversed(stages):
        if stage.decides == "pass" and (stage.when is None or holds(stage.when, sheet.known()) is True):
            return stage.code
    return ""


class Tally:
    """One application's figures; what only screens and records read is worked out when asked for."""

    def __init__(self, sheet: ScoreSheet, field: Field) -> None:
        self.sheet, self.field = sheet, field
        self.asked = field.asked(sheet)
        rows = sheet.rows
        if rows is None:
            rows = {code: hundredths(points, field.plan.scales) for code, points in sheet.points.items()}
        self.rows: Mapping[str, Row] = rows
        self.counted: list[Row] = (
            [row for code, row in rows.items() if code not in sheet.excluded]
            if sheet.excluded
            else list(rows.values())
        )
        self.given = list(zip(*self.counted, strict=True))
        self.columns: list[int] = list(map(sum, self.given))
        recorded = sheet.recorded
        self.count = len(self.counted) if recorded is None else recorded.reviewers or 0
        self.units = field.rounded(*self._exact())

    @property
    def score(self) -> Decimal:
        """The rounded score, as published."""
        return Decimal(self.units).scaleb(-self.field.scoring.decimals)

    @cached_property
    def before(self) -> Tally:
        """The same with the scores that are not counted (R8)."""
        if not self.sheet.excluded or self.sheet.recorded is not None:
            return self
        return Tally(replace(self.sheet, excluded=frozenset()), self.field)

    @cached_property
    def components(self) -> dict[str, Fraction]:
        """N9: each component's figure, by code, in order; none where the call names none, where nothing is
        scored, and of a recorded figure, which is of the whole."""
        plan = self.field.plan
        if plan.is_whole or plan.scoring.aggregate == "none" or self.sheet.recorded is not None:
            return {}
        return {item.code: self._component(item) for item in plan.components}

    @property
    def totals(self) -> dict[str, Fraction]:
        """Each reviewer's total, counted or not, by code."""
        weights, denominator = self.asked.weights, self.asked.denominator
        return {
            code: Fraction(sum(map(mul, weights, self.rows[code]))) / denominator
            for code in sorted(self.rows)
        }

    @property
    def criterion_means(self) -> dict[str, Fraction]:
        """Exact mean of the counted reviewers per criterion asked; empty without single scores."""
        if not self.counted or self.sheet.recorded is not None:
            return {}
        scales = self.field.plan.scales
        return {scales[i].code: self.criterion_mean(i) for i in self.asked.places}

    def criterion_mean(self, place: int) -> Fraction:
        """The mean of one criterion by its place."""
        return Fraction(self.columns[place]) / (HUNDRED * len(self.counted))

    @property
    def known_total(self) -> Fraction | None:
        """All points together, exact; None of a recorded score whose number of reviewers is unknown."""
        if self.sheet.recorded is not None:
            return self._recorded[0]
        found = Fraction(sum(map(mul, self.asked.weights, self.columns))) / self.asked.denominator
        if not self.field.plan.is_whole:
            others = (item for item in self.field.plan.components if item.kind != "criteria")
            found += sum((self.components.get(item.code, _NONE) for item in others), _NONE)
        return found

    @property
    def mean(self) -> Fraction | None:
        """One reviewer's points in the mean."""
        if self.sheet.recorded is not None:
            return self._recorded[1]
        if not self.count:
            return None
        return Fraction(sum(map(mul, self.asked.weights, self.columns))) / (
            self.asked.denominator * self.count
        )

    @cached_property
    def _recorded(self) -> tuple[Fraction | None, Fraction | None]:
        """A panel's sum and mean: a sum as it stands, a score through the department's aggregate."""
        assert self.sheet.recorded is not None
        points, reviewers = self.sheet.recorded.points, self.sheet.recorded.reviewers
        scoring = self.field.scoring
        if self.sheet.recorded.basis == "sum" or scoring.aggregate == "sum":
            return points, points / reviewers if reviewers else None
        mean = points if scoring.aggregate == "mean" else points / scoring.scale_to * self.asked.full
        return mean * reviewers if reviewers else None, mean

    def _exact(self) -> tuple[int, int]:
        """The exact score as numerator and denominator; nothing scored is 0."""
        plan = self.field.plan
        if plan.scoring.aggregate == "none":
            return 0, 1
        if self.sheet.recorded is not None:
            return _pair(self._exact_recorded())
        if not plan.is_whole:
            return _pair(sum(self.components.values(), _NONE))
        return self._part(self.asked.parts[0])

    def _exact_recorded(self) -> Fraction:
        total, mean = self._recorded
        aggregate, full = self.field.scoring.aggregate, self.asked.full
        if aggregate == "percent":
            return mean / full * self.field.scoring.scale_to if mean is not None and full else _NONE
        if aggregate == "sum":
            return mean * self.field.most if self.field.setup.by_mean and mean is not None else total or _NONE
        return mean or _NONE

    def _part(self, part: Part) -> tuple[int, int]:
        """N7: the reviewers' points of a part as one figure, numerator and denominator."""
        count = self.count
        if not count:
            return 0, 1
        points: int = sum(map(mul, part.weights, self.columns))
        aggregate = part.component.aggregate or self.field.scoring.aggregate
        if aggregate == "sum" and not self.field.setup.by_mean:
            return _whole(points, part.denominator)
        if aggregate == "sum":
            # The mean in place of a sum, on the sum's own scale: pass marks keep their meaning.
            return _whole(points * self.field.most, part.denominator * count)
        if aggregate == "mean":
            return _whole(points, part.denominator * count)
        if not part.full:
            return 0, 1
        scale = self.field.plan.percent_of(part.component) / part.full
        return _whole(points * scale.numerator, part.denominator * count * scale.denominator)

    def _component(self, component: Component) -> Fraction:
        """N9: one component's figure, rounded where the component says so."""
        if component.kind == "criteria":
            part = next(item for item in self.asked.parts if item.component is component)
            value = Fraction(*self._part(part))
        elif component.kind == "tokens":
            given = self.sheet.tokens.get(component.code, {})
            tokens = sum(n for code, n in given.items() if code not in self.sheet.excluded)
            value = tokens * _each(component)
        else:
            all_votes = self.field.votes(component.code)
            own = self.sheet.votes.get(component.code, 0)
            value = self.full_mark_of(component.code) * own / all_votes if all_votes else _NONE
        if component.round is None:
            return value
        unit = 10**component.round.decimals
        half_up = component.round.mode == "half_up"
        return Fraction(_rounded(value.numerator, value.denominator, unit, half_up=half_up), unit)

    # What pass rules and pools may name.

    def names(self) -> dict[str, Fraction]:
        """reviewers, criteria, applications and full_mark, as far as they are known."""
        scales = self.field.plan.scales
        names = {
            "criteria": Fraction(sum(scale.of_everybody for scale in scales)),
            "applications": Fraction(self.field.applications),
        }
        if self.count:
            names["reviewers"] = Fraction(self.count)
        if self.count or not self._needs_count():
            names["full_mark"] = sum(
                (self.full_mark_of(item.code) for item in self.field.plan.components), _NONE
            )
        return names

    def _needs_count(self) -> bool:
        plan = self.field.plan
        return plan.sums_up or any(item.kind == "tokens" for item in plan.components)

    def full_mark_of(self, code: str, depth: int = 0) -> Fraction:
        """The most that a component can come to for this application. Raises KeyError for no such code,
        RecursionError where pools name each other."""
        plan = self.field.plan
        component = next((item for item in plan.components if item.code == code), None)
        if component is None or depth > len(plan.components):
            raise KeyError(code) if component is None else RecursionError(code)
        if component.kind == "criteria":
            return self._full_of_criteria(component)
        names = {
            "reviewers": Fraction(self._reviewers()),
            "applications": Fraction(self.field.applications),
        }
        if component.kind == "tokens":
            limits = [] if component.at_most_on_one is None else [Fraction(component.at_most_on_one)]
            if component.per_reviewer is not None:
                limits.append(formula_value(component.per_reviewer, names))
            return min(limits, default=_NONE) * _each(component) * self._reviewers()
        # A pool is the department's, so it goes by the most reviewers and not by this application's.
        names["reviewers"] = Fraction(self.field.most)
        return formula_value(
            component.pool or _NONE, names, lambda other: self.full_mark_of(other, depth + 1)
        )

    def _full_of_criteria(self, component: Component) -> Fraction:
        aggregate = self.field.plan.aggregate(component)
        if aggregate == "percent":
            return self.field.plan.percent_of(component)
        part = next(item for item in self.asked.parts if item.component is component)
        return part.full * (self._reviewers() if aggregate == "sum" else 1)

    def _reviewers(self) -> int:
        return self.count or self.field.most

    def limit(self, index: int) -> Ratio | None:
        """What the requirement of that index asks for; None where it names what is not known."""
        constant = self.field.constants[index]
        if constant is not None:
            return constant
        try:
            return ratio(formula_value(self.field.formulas[index], self.names(), self.full_mark_of))
        except KeyError:
            return None

    def figures(self, requirement: Requirement) -> tuple[Ratio, ...] | None:
        """What a requirement of the pass rule looks at (N10); None where it is not on record."""
        measure = requirement.measure
        if self.field.scoring.aggregate == "none":
            return None
        if measure == "score":
            return ((self.units, self.field.unit),)
        if measure == "zero_share":
            recorded = self.sheet.recorded is not None
            return None if recorded else (zero_share(self.given, self.asked.places, len(self.counted)),)
        if measure in ("component", "criterion_mean"):
            by_code = self.components if measure == "component" else self.criterion_means
            codes = requirement.of or tuple(by_code)
            return tuple(ratio(by_code[code]) for code in codes if code in by_code) if by_code else None
        found = {"sum": self.known_total, "mean": self.mean, "percent": self._percent()}[measure]
        return None if found is None else (ratio(found),)

    def _percent(self) -> Fraction | None:
        """The score in percent of its full mark."""
        if self.field.plan.is_whole or self.sheet.recorded is not None:
            mean, full = self.mean, self.asked.full
            return mean / full * 100 if mean is not None and full else None
        full_mark = self.names().get("full_mark")
        return Fraction(*self._exact()) / full_mark * 100 if full_mark else None

    def tie_mean(self, place: int | None) -> int | None:
        """A criterion's mean for a tie-break, in units that all applications share; None where it was not
        asked or not scored."""
        if place is None or place not in self.asked.places:
            return None
        if not self.counted or self.sheet.recorded is not None:
            return None
        return self.columns[place] * (self.field.common // len(self.counted))


def _each(component: Component) -> Fraction:
    return Fraction(1) if component.points_each is None else component.points_each


def _pair(value: Fraction) -> tuple[int, int]:
    return value.numerator, value.denominator


def _whole(numerator: int | Fraction, denominator: int) -> tuple[int, int]:
    """Points finer than a hundredth come as fractions; everything else is whole already."""
    if isinstance(numerator, int):
        return numerator, denominator
    return numerator.numerator, numerator.denominator * denominator


def _rounded(numerator: int, denominator: int, unit: int, *, half_up: bool) -> int:
    """numerator ÷ denominator in whole units, half up or cut, exact."""
    sign = -1 if numerator < 0 else 1
    whole, rest = divmod(abs(numerator) * unit, denominator)
    return sign * (whole + (half_up and 2 * rest >= denominator))
