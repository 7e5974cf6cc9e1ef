"""The fixing of an award's amount (額の確定, R5) and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from common.errors import DomainError
from common.money import floor_unit
from fund.policy import DepartmentRules, FundPolicy


class ActualsDoNotAddUp(DomainError):
    """R5: accepted, disallowed and ineligible expenses make up what was spent."""

    code = "awards.actuals_do_not_add_up"
    status = 422
    ja = (
        "認めた額 {accepted:,}円、認めない額 {disallowed:,}円、対象外 {ineligible:,}円の合計が"
        "支出合計 {total:,}円と一致しません。"
    )
    en = (
        "Accepted {accepted:,}, disallowed {disallowed:,} and ineligible {ineligible:,} yen do not add up "
        "to the {total:,} yen spent."
    )


@dataclass(frozen=True)
class ActualFigures:
    """What a project really cost and earned, in yen."""

    accepted_eligible: int
    disallowed: int
    ineligible: int
    actual_total: int
    other_income: int
    other_grants: int = 0


@dataclass(frozen=True)
class FixingWorking:
    """R5's result: `difference` = paid − fixed; above zero a refund, below zero a top-up. Yen."""

    terms: dict[str, int]
    binding: tuple[str, ...]
    fixed: int
    released: int
    difference: int

    @property
    def refund(self) -> int:
        return max(self.difference, 0)

    @property
    def top_up(self) -> int:
        return max(-self.difference, 0)


_DEFAULT_RULES = DepartmentRules()


def fix_amount(
    *,
    award: int,
    rate: Fraction | None,
    actual: ActualFigures,
    policy: FundPolicy,
    paid: int = 0,
    rules: DepartmentRules = _DEFAULT_RULES,
) -> FixingWorking:
    """R5: min(award, floor(accepted × rate), actual total − other income), never below 0.

    Without a rate there is no rate term; a department whose amount knows no shortfall has none here
    either (N2). With `rounding_scope` final the minimum is cut to the unit again. Raises
    ActualsDoNotAddUp.
    """
    parts = actual.accepted_eligible + actual.disallowed + actual.ineligible
    if parts != actual.actual_total:
        raise ActualsDoNotAddUp(
            accepted=actual.accepted_eligible,
            disallowed=actual.disallowed,
            ineligible=actual.ineligible,
            total=actual.actual_total,
        )
    terms = {"award": award}
    if rate is not None and "rate_term" in rules.terms:
        base = _rate_base(actual, rules)
        terms["rate_term"] = floor_unit(max(base, 0) * rate, policy.rounding_unit)
    if "shortfall" in rules.terms:
        gap = actual.actual_total if rules.gap_base == "total" else actual.accepted_eligible
        terms["shortfall"] = gap - actual.other_income
    smallest = min(terms.values())
    fixed = max(smallest, 0)
    if policy.rounding_scope == "final" and fixed < award:
        fixed = floor_unit(fixed, policy.rounding_unit)
    return FixingWorking(
        terms=terms,
        binding=tuple(name for name, value in terms.items() if value == smallest),
        fixed=fixed,
        released=award - fixed,
        difference=paid - fixed,
    )


def _rate_base(actual: ActualFigures, rules: DepartmentRules) -> int:
    if rules.rate_base == "eligible_less_income":
        return actual.accepted_eligible - actual.other_income
    if rules.rate_base == "eligible_less_grants":
        return actual.accepted_eligible - actual.other_grants
    return actual.accepted_eligible
