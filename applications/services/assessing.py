"""The office's assessment of a budget (査定): beside what was filed, never over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from applications.models import Application, AssessedBudget, BudgetRow
from applications.permissions import require_office
from applications.queries import filed_figures
from applications.rules import BudgetFigures, Faults, is_grant, price_limit
from applications.services.common import NotEditable, lock_application
from common import clock
from common.errors import refuse
from fund.policy import FundPolicy
from fund.policy.department import ExpenseRule
from trail.services import Actor, note

ASSESSABLE = ("submitted", "returned", "accepted", "under_review", "shortlisted")
ADDITION_KEYS = frozenset({"category", "description", "amount"})
CUT_KEYS = frozenset({"row", "amount", "eligible", "reason"})


class NotAssessable(NotEditable):
    """A budget is assessed between submission and decision."""

    code = "applications.not_assessable"
    ja = "いまの状態「{state}」では査定できません。"
    en = "A budget cannot be assessed while the state is “{state}”."


@transaction.atomic
def assess_budget(
    *,
    application_id: int,
    by: Actor,
    income_additions: Sequence[Mapping[str, Any]] = (),
    row_cuts: Sequence[Mapping[str, Any]] = (),
) -> AssessedBudget:
    """Assess the budget anew (officer): each assessment starts from what was filed, the last one counts.

    `income_additions` [{category, description, amount}] are incomes found by the office; `row_cuts`
    [{row, amount, eligible, reason}] set the expense row at position `row` to `amount` yen (at most as
    filed), or to ineligible. Raises NotFound, NotAllowed, NotAssessable, FieldErrors.
    """
    application = lock_application(application_id)
    require_office(by, application, "officer")
    if application.state not in ASSESSABLE:
        raise NotAssessable(application)
    at = clock.now()
    policy = application.round.policy
    expenses = list(application.budget_rows.filter(side="expense").order_by("position"))
    faults = Faults()
    additions = faults.rows(
        list(income_additions),
        "/income_additions",
        lambda row, place: _addition(row, place, policy, faults),
        ADDITION_KEYS,
        most=100,
    )
    prices = application.department.rules.expense_rules
    cuts = faults.rows(
        list(row_cuts),
        "/row_cuts",
        lambda row, place: _cut(row, place, expenses, prices, faults),
        CUT_KEYS,
        most=100,
    )
    refuse(faults)
    figures = _assessed(filed_figures([application.pk])[application.pk], expenses, additions, cuts, policy)
    return _keep(application, figures, additions, cuts, by=by, at=at)


def _addition(row: dict[str, Any], place: str, policy: FundPolicy, faults: Faults) -> dict[str, Any]:
    return {
        "category": faults.choice(row.get("category"), f"{place}/category", policy.income_categories),
        "description": faults.text(
            row.get("description"), f"{place}/description", limit=60, required=False, code_points=200
        ),
        "amount": faults.number(row.get("amount"), f"{place}/amount", least=1) or 0,
    }


def _cut(
    row: dict[str, Any],
    place: str,
    expenses: list[BudgetRow],
    prices: Sequence[ExpenseRule],
    faults: Faults,
) -> dict[str, Any]:
    position = faults.number(row.get("row"), f"{place}/row", most=max(len(expenses) - 1, 0))
    filed = next((item for item in expenses if item.position == position), None)
    amount = faults.number(
        row.get("amount"), f"{place}/amount", most=filed.amount if filed else 0, required=False
    )
    eligible = faults.truth(
        row.get("eligible"), f"{place}/eligible", default=filed.eligible if filed else False
    )
    limit = price_limit(filed.category, filed.unit_price, prices) if filed and eligible else None
    if limit is not None and filed is not None:
        faults.add(f"{place}/eligible", limit[0], category=filed.category, limit=limit[1])
    return {
        "row": position,
        "amount": amount if amount is not None else (filed.amount if filed else 0),
        "eligible": eligible,
        "reason": faults.text(row.get("reason"), f"{place}/reason", limit=400),
    }


def _assessed(
    filed: BudgetFigures,
    expenses: list[BudgetRow],
    additions: list[dict[str, Any]],
    cuts: list[dict[str, Any]],
    policy: FundPolicy,
) -> BudgetFigures:
    changed = {cut["row"]: cut for cut in cuts}
    amounts = [(changed[r.position]["amount"] if r.position in changed else r.amount) for r in expenses]
    eligible = [(changed[r.position]["eligible"] if r.position in changed else r.eligible) for r in expenses]
    grants = [row["amount"] for row in additions if is_grant(row["category"], policy)]
    return BudgetFigures(
        eligible=sum(yen for yen, ok in zip(amounts, eligible, strict=True) if ok),
        total=sum(amounts),
        other_income=filed.other_income + sum(row["amount"] for row in additions),
        other_grants=filed.other_grants + sum(grants),
    )


def assess_as_filed(application: Application, *, by: Actor, at: datetime) -> AssessedBudget:
    """An assessment equal to what was filed; the caller holds the application's lock."""
    return _keep(application, filed_figures([application.pk])[application.pk], [], [], by=by, at=at)


def _keep(
    application: Application,
    figures: BudgetFigures,
    additions: list[dict[str, Any]],
    cuts: list[dict[str, Any]],
    *,
    by: Actor,
    at: datetime,
) -> AssessedBudget:
    last = application.assessments.aggregate(last=Max("number"))["last"] or 0
    made = AssessedBudget.objects.create(
        application=application,
        number=last + 1,
        eligible=figures.eligible,
        total=figures.total,
        other_income=figures.other_income,
        other_grants=figures.other_grants,
        income_additions=additions,
        row_cuts=cuts,
        by_id=by.pk,
        at=at,
    )
    note(application, "assess", by=by, at=at, role="officer", assessment=made.number, **vars(figures))
    return made
