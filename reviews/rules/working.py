"""How a score came about (R9): what each criterion, token and vote put in, exact, before rounding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from fund.policy import Component
from reviews.rules.plan import Part
from reviews.rules.tally import Tally


@dataclass(frozen=True)
class Share:
    """What one thing puts into a score. `given` are the points, tokens or votes by member code (votes: one
    sum under ""), and one of them counts `each`, so that `value` = Σ given × each."""

    code: str
    given: Mapping[str, Fraction]
    each: Fraction

    @property
    def value(self) -> Fraction:
        return sum(self.given.values(), Fraction(0)) * self.each


def shares_of(tally: Tally, component: Component) -> tuple[Share, ...]:
    """A component's shares: by criterion, or one share of all tokens or votes. Together they are its
    figure before it is rounded; empty of a recorded figure."""
    if tally.sheet.recorded is not None:
        return ()
    if component.kind == "criteria":
        part = next(item for item in tally.asked.parts if item.component is component)
        return _by_criterion(tally, part)
    if component.kind == "tokens":
        return (_tokens(tally, component),)
    own = Fraction(tally.sheet.votes.get(component.code, 0))
    votes = tally.field.votes(component.code)
    each = tally.full_mark_of(component.code) / votes if votes else Fraction(0)
    return (Share(component.code, {"": own}, each),)


def _by_criterion(tally: Tally, part: Part) -> tuple[Share, ...]:
    scales, factor = tally.field.plan.scales, _factor(tally, part)
    counted = [code for code in sorted(tally.rows) if code not in tally.sheet.excluded]
    own = set(tally.field.plan.members_of(part.component))
    return tuple(
        Share(
            scales[place].code,
            {code: Fraction(tally.rows[code][place]) / 100 for code in counted},
            Fraction(part.weights[place] * 100) / part.denominator * factor,
        )
        for place in tally.asked.places
        if place in own
    )


def _factor(tally: Tally, part: Part) -> Fraction:
    """What one reviewer's weighted point counts in the component's figure (N7)."""
    count, field = tally.count, tally.field
    aggregate = part.component.aggregate or field.scoring.aggregate
    if not count:
        return Fraction(0)
    if aggregate == "sum":
        return Fraction(field.most, count) if field.setup.by_mean else Fraction(1)
    if aggregate == "mean":
        return Fraction(1, count)
    return field.plan.percent_of(part.component) / (part.full * count) if part.full else Fraction(0)


def _tokens(tally: Tally, component: Component) -> Share:
    given = tally.sheet.tokens.get(component.code, {})
    each = Fraction(1) if component.points_each is None else component.points_each
    counted = {
        code: Fraction(number) for code, number in sorted(given.items()) if code not in tally.sheet.excluded
    }
    return Share(component.code, counted, each)
