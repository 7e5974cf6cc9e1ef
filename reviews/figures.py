"""A score's figures, explained: `ranking:12:score` down to what each reviewer gave.

`ranking:ID:score` unfolds into `ranking:ID:component:CODE`, and these, or a score of one part, into
`ranking:ID:criterion:CODE`. Values are exact points: whole or decimal where they end, else a fraction.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q

from applications.models import Application
from common.errors import NotFound
from fund.models import Criterion
from fund.policy import Component
from ledger.explain import Explanation
from reviews.queries import RankedRow, shown_ranking
from reviews.rules.working import Share, shares_of

RULE = "R9"


def explain_score(rest: list[str], viewer: Any) -> Explanation:
    """`[id, "score"]`, `[id, "component", code]` or `[id, "criterion", code]`, to whoever may see the
    ranking: committee and office, after the close, each without what they are excluded from (R8).

    Raises NotFound, ScoresHidden. Constant queries.
    """
    department, row = _found(rest, viewer)
    found = _Figures(row, _names(department))
    match rest[1:]:
        case ["score"]:
            return found.score()
        case ["component", code]:
            return found.component(code)
        case ["criterion", code]:
            return found.criterion(code)
    raise NotFound


def _found(rest: list[str], viewer: Any) -> tuple[int, RankedRow]:
    """The department's id, and the application's row in what the viewer may see of its ranking."""
    if not rest[0].isascii() or not rest[0].isdecimal() or len(rest[0]) > 18:
        raise NotFound
    pk = int(rest[0])
    department = Application.objects.filter(pk=pk).values_list("department_id", flat=True).first()
    if department is None:
        raise NotFound
    shown = shown_ranking(viewer, department)
    row = next((row for row in (*shown.rows, *shown.withdrawn) if row.application_id == pk), None)
    if row is None or not shown.scored:
        raise NotFound
    return department, row


def _names(department: int) -> dict[str, str]:
    """What the department's criteria are called, by code."""
    own = Q(department=department) | Q(department=None, round__departments=department)
    return dict(Criterion.objects.filter(own).values_list("code", "name"))


class _Figures:
    """The figures of one row of a ranking."""

    def __init__(self, row: RankedRow, names: dict[str, str]) -> None:
        self.row, self.tally, self.names = row, row.tally, names
        self.plan = row.tally.field.plan
        self.own = f"ranking:{row.application_id}"

    def score(self) -> Explanation:
        row, scoring = self.row, self.tally.field.scoring
        recorded = row.sheet.recorded
        inputs = {
            "aggregate": scoring.aggregate,
            "round": {"mode": scoring.mode, "decimals": scoring.decimals},
            "exact": _shown(self._exact()),
            "reviewers": row.count,
            "counted": list(row.counted),
            "excluded": list(row.excluded),
            "mean_instead_of_sum": self.tally.field.setup.by_mean,
            "recorded": None
            if recorded is None
            else {"basis": recorded.basis, "points": _shown(recorded.points)},
            "passes": row.passes,
            "rank": row.rank,
        }
        if recorded is not None:
            parts = []
        elif self.plan.is_whole:
            parts = self._criteria(self.plan.components[0])
        else:
            parts = [
                {
                    "figure": f"{self.own}:component:{code}",
                    "label": self._component(code).label_ja or code,
                    "value": _shown(value),
                }
                for code, value in row.components.items()
            ]
        return self._told("score", str(row.score), inputs, parts)

    def _exact(self) -> Fraction:
        """The score before it is rounded."""
        if self.row.sheet.recorded is not None:
            return Fraction(self.row.score)
        if self.plan.is_whole:
            shares = shares_of(self.tally, self.plan.components[0])
            return sum((share.value for share in shares), Fraction(0))
        return sum(self.row.components.values(), Fraction(0))

    def component(self, code: str) -> Explanation:
        component = self._component(code)
        if code not in self.row.components:
            raise NotFound
        shares = shares_of(self.tally, component)
        inputs: dict[str, Any] = {
            "kind": component.kind,
            "exact": _shown(sum((share.value for share in shares), Fraction(0))),
            "round": None
            if component.round is None
            else {"mode": component.round.mode, "decimals": component.round.decimals},
        }
        if component.kind == "criteria":
            inputs["aggregate"] = self.plan.aggregate(component)
            parts = self._criteria(component)
        else:
            parts = [part for share in shares for part in _given(share)]
            inputs["each"] = _shown(shares[0].each)
        if component.kind == "audience":
            inputs["votes"] = self.tally.field.votes(code)
            inputs["pool"] = _shown(self.tally.full_mark_of(code))
        return self._told(f"component:{code}", _shown(self.row.components[code]), inputs, parts)

    def criterion(self, code: str) -> Explanation:
        share = next((item for item in self._by_criterion() if item.code == code), None)
        if share is None:
            raise NotFound
        scale = next(item for item in self.plan.scales if item.code == code)
        inputs = {
            "name": self.names.get(code, code),
            "weight": scale.weight,
            "minimum": _shown(scale.minimum),
            "maximum": _shown(scale.maximum),
            "each": _shown(share.each),
        }
        return self._told(f"criterion:{code}", _shown(share.value), inputs, _given(share))

    def _by_criterion(self) -> Iterator[Share]:
        for component in self.plan.components:
            if component.kind == "criteria":
                yield from shares_of(self.tally, component)

    def _component(self, code: str) -> Component:
        found = next((item for item in self.plan.components if item.code == code), None)
        if found is None or self.plan.is_whole:
            raise NotFound
        return found

    def _criteria(self, component: Component) -> list[dict[str, Any]]:
        return [
            {
                "figure": f"{self.own}:criterion:{share.code}",
                "label": self.names.get(share.code, share.code),
                "value": _shown(share.value),
            }
            for share in shares_of(self.tally, component)
        ]

    def _told(
        self, name: str, value: str, inputs: dict[str, Any], parts: list[dict[str, Any]]
    ) -> Explanation:
        return {
            "figure": f"{self.own}:{name}",
            "value": value,
            "rule": RULE,
            "inputs": inputs,
            "parts": parts,
            "entries": [],
        }


def _given(share: Share) -> list[dict[str, Any]]:
    """What each reviewer gave, and what it comes to; votes have no names."""
    return [
        {"figure": "", "label": code, "given": _shown(given), "value": _shown(given * share.each)}
        for code, given in share.given.items()
    ]


def _shown(value: Fraction) -> str:
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    return f"{Decimal(value.numerator) / value.denominator:f}" if rest == 1 else str(value)
