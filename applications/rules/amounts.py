"""R1 and R2: what an application may be awarded, with every term and what binds.

One function for the form's preview, the office's desk, the cut line and the letter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from common.money import floor_unit, yen
from fund.policy import TERMS, DepartmentRules, FundPolicy, Step


@dataclass(frozen=True)
class BudgetFigures:
    """What R1 reads of a budget, in yen: assessed where the office assessed, as filed otherwise.

    `other_income` holds everything but the amount applied for; `other_grants` is the part of it that
    comes from other grants (N2).
    """

    eligible: int
    total: int
    other_income: int
    other_grants: int = 0


LABELS = {
    "rate_term": ("対象経費×助成率", "eligible expense × rate"),
    "cap": ("上限額", "cap"),
    "requested": ("申請額", "requested"),
    "shortfall": ("収支の不足額", "shortfall"),
    "committee_amount": ("審査会の定めた額", "the committee's amount"),
    "remaining_budget": ("予算の残り", "remaining budget"),
}
RATE_BASES = {
    "eligible": ("対象経費", "eligible"),
    "eligible_less_grants": ("対象経費−他の助成金", "eligible − other grants"),
    "eligible_less_income": ("対象経費−他の収入", "eligible − other income"),
}
GAP_BASES = {"total": ("総事業費", "total"), "eligible": ("対象経費", "eligible")}
EXPRESSIONS = {
    "rate_term": (
        "{base} {amount}円 × {rate} = {product}円 → {unit}円未満切捨て {value}",
        "{base} ¥{amount} × {rate} = ¥{product}, cut to ¥{unit} = {value}",
    ),
    "shortfall": (
        "{base} {amount}円 − 他の収入 {income}円 = {value}",
        "{base} ¥{amount} − other income ¥{income} = {value}",
    ),
}
"""How a term came about; every other term is its value alone. Figures come in as they are written."""
NOT_A_LIMIT = ("requested", "committee_amount")
"""Terms that do not bound what may be applied for."""


@dataclass(frozen=True)
class WorkingLine:
    """One term for a screen or a letter: where it comes from, in words and figures."""

    name: str
    label_ja: str
    label_en: str
    expression_ja: str
    expression_en: str
    value: int
    binding: bool


@dataclass(frozen=True)
class AmountWorking:
    """R1's result. `terms` holds those used and known, in the order of `TERMS`, as they stand (a
    shortfall may be negative); `full` is what the terms but the remaining budget give, `award` what all
    of them give, both never below 0; `binding` names every term equal to the minimum."""

    terms: dict[str, int]
    full: int
    award: int
    binding: tuple[str, ...]
    floor: int | None
    awardable: bool
    rate: Fraction | None
    figures: BudgetFigures
    rate_base: str
    gap_base: str
    unit: int

    def lines(self) -> tuple[WorkingLine, ...]:
        """Every term with its expression in Japanese and English."""
        return tuple(self._line(name, value) for name, value in self.terms.items())

    def _line(self, name: str, value: int) -> WorkingLine:
        ja, en = self._expressions(name, value)
        return WorkingLine(name, *LABELS[name], ja, en, value, name in self.binding)

    def _expressions(self, name: str, value: int) -> tuple[str, str]:
        plain = yen(value), f"¥{value:,}" if value >= 0 else f"−¥{-value:,}"
        if name == "rate_term" and self.rate is not None:
            bases, base = RATE_BASES[self.rate_base], rate_base(self.figures, self.rate_base)
            written = {"rate": str(self.rate), "product": _exact(base * self.rate), "unit": f"{self.unit:,}"}
        elif name == "shortfall":
            bases, base = GAP_BASES[self.gap_base], gap_base(self.figures, self.gap_base)
            written = {"income": f"{self.figures.other_income:,}"}
        else:
            return plain
        ja, en = (
            template.format(base=label, amount=f"{base:,}", value=shown, **written)
            for template, label, shown in zip(EXPRESSIONS[name], bases, plain, strict=True)
        )
        return ja, en

    def as_data(self) -> dict[str, Any]:
        """The working as plain values for screens and the API; rates as exact fractions in text."""
        return {
            "rule": "R1",
            "award": self.award,
            "full": self.full,
            "floor": self.floor,
            "awardable": self.awardable,
            "rate": None if self.rate is None else str(self.rate),
            "binding": list(self.binding),
            "terms": [vars(line) for line in self.lines()],
        }


def _exact(value: Fraction) -> str:
    """A product as people write it: 457,200, 66,666.6…"""
    whole, rest = divmod(value.numerator, value.denominator)
    if not rest:
        return f"{whole:,}"
    tenths = rest * 10 // value.denominator
    ends = rest * 10 % value.denominator == 0
    return f"{whole:,}.{tenths}{'' if ends else '…'}"


def rate_base(figures: BudgetFigures, base: str) -> int:
    """What the rate is taken of (N2), never below 0."""
    less = {
        "eligible": 0,
        "eligible_less_grants": figures.other_grants,
        "eligible_less_income": figures.other_income,
    }
    return max(figures.eligible - less[base], 0)


def gap_base(figures: BudgetFigures, base: str) -> int:
    """What other income is taken from for the shortfall (N2)."""
    return figures.total if base == "total" else figures.eligible


def award_amount(
    figures: BudgetFigures,
    *,
    requested: int,
    rules: DepartmentRules,
    policy: FundPolicy,
    nth: int,
    remaining_budget: int | None,
    committee_amount: int | None = None,
) -> AmountWorking:
    """The award (交付額, R1) for the group's `nth` award, with R2's floor.

    Yen throughout. `remaining_budget` None: no budget line. Where no step of the department covers
    `nth` (R3) nothing can be awarded.
    """
    step = rules.step(nth) or Step()
    known = _terms(figures, requested, rules, policy, step, remaining_budget, committee_amount)
    terms = {name: known[name] for name in TERMS if name in rules.terms and known[name] is not None}
    if rules.step(nth) is None or not terms:
        return _working(terms, 0, 0, (), rules, step, figures, policy)
    least = min(terms.values())
    full = min((value for name, value in terms.items() if name != "remaining_budget"), default=least)
    binding = tuple(name for name, value in terms.items() if value == least)
    award, full = max(least, 0), max(full, 0)
    if policy.rounding_scope == "final":
        award, full = floor_unit(award, policy.rounding_unit), floor_unit(full, policy.rounding_unit)
    return _working(terms, full, award, binding, rules, step, figures, policy)


def ceiling(
    figures: BudgetFigures,
    *,
    rules: DepartmentRules,
    policy: FundPolicy,
    nth: int,
    remaining_budget: int | None,
) -> AmountWorking | None:
    """The most that may be applied for (申請できる上限): R1 by the terms other than the amount applied for
    and the committee's. None where the call sets no such limit; 0 where no step covers `nth`."""
    terms = tuple(name for name in rules.terms if name not in NOT_A_LIMIT)
    working = award_amount(
        figures,
        requested=0,
        rules=replace(rules, terms=terms),
        policy=policy,
        nth=nth,
        remaining_budget=remaining_budget,
    )
    return None if not working.terms and rules.step(nth) is not None else working


def _terms(
    figures: BudgetFigures,
    requested: int,
    rules: DepartmentRules,
    policy: FundPolicy,
    step: Step,
    remaining_budget: int | None,
    committee_amount: int | None,
) -> dict[str, Any]:
    product = None
    if step.rate is not None:
        # Cutting to yen first and to the unit next gives the same, without a fraction per application.
        product = rate_base(figures, rules.rate_base) * step.rate.numerator // step.rate.denominator
    return {
        "rate_term": None if product is None else floor_unit(product, policy.rounding_unit),
        "cap": step.cap,
        "requested": requested,
        "shortfall": gap_base(figures, rules.gap_base) - figures.other_income,
        "committee_amount": committee_amount,
        "remaining_budget": remaining_budget,
    }


def _working(
    terms: dict[str, int],
    full: int,
    award: int,
    binding: tuple[str, ...],
    rules: DepartmentRules,
    step: Step,
    figures: BudgetFigures,
    policy: FundPolicy,
) -> AmountWorking:
    return AmountWorking(
        terms=terms,
        full=full,
        award=award,
        binding=binding,
        floor=step.floor,
        awardable=full > 0 and full >= (step.floor or 0),
        rate=step.rate,
        figures=figures,
        rate_base=rules.rate_base,
        gap_base=rules.gap_base,
        unit=policy.rounding_unit,
    )
