"""Figures of an application, explained down to the budget rows (`application:12:eligible`)."""

from __future__ import annotations

from typing import Any

from applications.models import Application, AssessedBudget, BudgetRow
from applications.queries import figures_of, visible_to
from common.errors import NotFound
from ledger.explain import Explanation

RULE = "R1"
NAMES = ("eligible", "total", "other_income", "requested")


def explain_application(rest: list[str], viewer: Any) -> Explanation:
    """`[id, name]` with a name of NAMES, to whoever may see the application. Raises NotFound."""
    application = _find(rest, viewer)
    name = rest[1]
    figure = f"application:{application.pk}:{name}"
    if name == "requested":
        return _explanation(figure, application.requested or 0, [])
    rows = list(application.budget_rows.all())
    assessed = application.assessments.order_by("number").last()
    wanted = [row for row in rows if (row.side == "income") == (name == "other_income")]
    parts = [
        _part(row, assessed, name) for row in wanted if name != "eligible" or _is_eligible(row, assessed)
    ]
    if assessed is not None and name == "other_income":
        parts += [
            {"figure": "", "label": row["description"] or row["category"], "value": row["amount"]}
            for row in assessed.income_additions
        ]
    return _explanation(figure, getattr(figures_of([application.pk])[application.pk], name), parts)


def _find(rest: list[str], viewer: Any) -> Application:
    known = len(rest) == 2 and rest[1] in NAMES and rest[0].isascii() and rest[0].isdecimal()
    if not known or len(rest[0]) > 18:
        raise NotFound
    found = visible_to(viewer).filter(pk=int(rest[0])).first()
    if found is None:
        raise NotFound
    return found


def _cut(row: BudgetRow, assessed: AssessedBudget | None) -> dict[str, Any] | None:
    cuts = assessed.row_cuts if assessed is not None and row.side == "expense" else []
    return next((cut for cut in cuts if cut["row"] == row.position), None)


def _is_eligible(row: BudgetRow, assessed: AssessedBudget | None) -> bool:
    cut = _cut(row, assessed)
    return row.eligible if cut is None else bool(cut["eligible"])


def _part(row: BudgetRow, assessed: AssessedBudget | None, name: str) -> dict[str, Any]:
    cut = _cut(row, assessed)
    return {
        "figure": "",
        "label": f"{row.category} {row.description}".strip(),
        "value": row.amount if cut is None else cut["amount"],
        "filed": row.amount,
        "unit_price": row.unit_price,
        "quantity": row.quantity,
        "reason": "" if cut is None else cut["reason"],
    }


def _explanation(figure: str, value: int, parts: list[dict[str, Any]]) -> Explanation:
    return {
        "figure": figure,
        "value": value,
        "rule": RULE,
        "inputs": {},
        "parts": parts,
        "entries": [],
    }
