"""Reading awards and decisions: what a person may see, what the books say, and where the line runs."""

from awards.queries.awards import (
    actual_rows,
    committed,
    final_report,
    payments_of,
    policy_of,
    refunded_for,
    rules_of,
    visible_to,
    with_details,
)
from awards.queries.drawing import DrawnRound, UndecidedLeft, draw, remaining_for, waiting_in
from awards.queries.funding import funding_orders, plan_funding

__all__ = [
    "DrawnRound",
    "UndecidedLeft",
    "actual_rows",
    "committed",
    "draw",
    "final_report",
    "funding_orders",
    "payments_of",
    "plan_funding",
    "policy_of",
    "refunded_for",
    "remaining_for",
    "rules_of",
    "visible_to",
    "waiting_in",
    "with_details",
]
