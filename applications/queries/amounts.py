"""R1 as an application stands: what it may be awarded, what may be applied for, and by which terms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from applications.models import Application
from applications.queries import figures_at_hand, history_at_hand, title_of
from applications.rules import (
    AmountWorking,
    BudgetFigures,
    Faults,
    award_amount,
    budget_at_hand,
    budget_hints,
    budget_terms,
    ceiling,
    count_prior,
    read_budget,
)
from fund.models import Department, Round


@dataclass(frozen=True)
class Amounts:
    """The figures of one application (a draft's as far as they are typed), and R1 by them."""

    application: Application
    figures: BudgetFigures
    requested: int
    nth: int

    @cached_property
    def working(self) -> AmountWorking:
        """R1 with the amount applied for."""
        return award_amount(self.figures, requested=self.requested, **self._terms)

    @cached_property
    def ceiling(self) -> AmountWorking | None:
        """R1 without it: the most that may be applied for."""
        return ceiling(self.figures, **self._terms)

    @property
    def hints(self) -> Faults:
        return budget_hints(self.requested, self.ceiling, self._terms["rules"], self.nth)

    @property
    def terms(self) -> dict[str, Any]:
        """What a screen needs to work out the same."""
        return budget_terms(**self._terms)

    @cached_property
    def _terms(self) -> dict[str, Any]:
        application = self.application
        return {
            "policy": application.round.policy,
            "rules": application.department.rules,
            "nth": self.nth,
            "remaining_budget": at_hand(application.round, application.department),
        }


def amounts_of(application: Application, *, assessed: bool = True) -> Amounts:
    """An application as it stands: a draft by what is typed so far, anything else by its assessed figures,
    or with `assessed` off by those filed. No query for an application of `with_details`, else at most 3."""
    policy = application.round.policy
    if application.state == "draft":
        typed = read_budget(application.draft, policy, Faults())
        figures, requested = typed.figures(policy), typed.requested
    else:
        figures = figures_at_hand(application, assessed=assessed)
        requested = application.requested or 0
    prior = count_prior(
        history_at_hand(application),
        application.department.rules.repeat,
        department_code=application.department.code,
        project_key=application.title or title_of(application.draft),
    )
    return Amounts(application, figures, requested, prior + 1)


def preview(application: Application, *, assessed: bool = True) -> AmountWorking:
    """R1's working for an application as it stands; queries as `amounts_of`. The remaining budget is what
    the department's budget and pools hold before anybody is awarded anything."""
    return amounts_of(application, assessed=assessed).working


def at_hand(call: Round, department: Department) -> int | None:
    """What the department may award; a call without a line shares no pool. No query."""
    pools = () if department.rules.line.limit == "none" else call.pools
    return budget_at_hand(department.code, department.budget, pools)
