"""Reading awards and decisions: what a person may see, what the books say, and where the line runs."""

from awards.queries.awards import (
    actual_rows,
    committed,
    final_report,
    payments_of,
    policy_of,
    refunded_for,
    refunded_for_each,
    rules_of,
    visible_to,
    with_details,
)
from awards.queries.drawing import DrawnRound, draw, remaining_for, waiting_in
from awards.queries.funding import LotShare, funding_orders, lots_behind, plan_funding
from awards.queries.listing import (
    as_awarded,
    departments_with_decisions,
    departments_with_waitlist,
    sheet_of,
    visible_promotions,
    visible_refunds,
    visible_reports,
    with_receipts,
)

__all__ = [
    "DrawnRound",
    "LotShare",
    "actual_rows",
    "as_awarded",
    "committed",
    "departments_with_decisions",
    "departments_with_waitlist",
    "draw",
    "final_report",
    "funding_orders",
    "lots_behind",
    "payments_of",
    "plan_funding",
    "policy_of",
    "refunded_for",
    "refunded_for_each",
    "remaining_for",
    "rules_of",
    "sheet_of",
    "visible_promotions",
    "visible_refunds",
    "visible_reports",
    "visible_to",
    "waiting_in",
    "with_details",
    "with_receipts",
]
