"""What R1, R2 and the budget's own rules need of a call, as plain data: the browser computes with it."""

from __future__ import annotations

from typing import Any

from applications.rules.budget import MOST_ROWS
from fund.policy import DepartmentRules, FundPolicy


def budget_terms(
    policy: FundPolicy, rules: DepartmentRules, *, nth: int, remaining_budget: int | None
) -> dict[str, Any]:
    """The terms for a group's `nth` award: yen, exact fractions as text, and None for what is not set.

    `remaining_budget` is what the department may award before anybody is awarded anything.
    """
    return {
        "nth": nth,
        "steps": [
            {
                "n_from": step.n_from,
                "n_to": step.n_to,
                "rate": None if step.rate is None else str(step.rate),
                "cap": step.cap,
                "floor": step.floor,
            }
            for step in rules.steps
        ],
        "terms": list(rules.terms),
        "rate_base": rules.rate_base,
        "gap_base": rules.gap_base,
        "rounding_unit": policy.rounding_unit,
        "rounding_scope": policy.rounding_scope,
        "remaining_budget": remaining_budget,
        "expense_categories": list(policy.expense_categories),
        "income_categories": list(policy.income_categories),
        "grant_income_categories": list(policy.grant_income_categories),
        "quote_categories": list(policy.quote_categories),
        "quote_threshold": policy.quote_threshold,
        "expense_rules": [vars(rule) for rule in rules.expense_rules],
        "most_rows": MOST_ROWS,
    }
