"""What decides about an award's money, as pure functions: each returns its working, not just the result."""

from awards.rules.changes import budget_shifts, change_needs_approval
from awards.rules.fixing import ActualFigures, FixingWorking, fix_amount
from awards.rules.funding import SubFundFacts, funding_order, payout
from awards.rules.interest import InterestWorking, PaidPart, late_interest, parts_of, surcharge
from awards.rules.line import (
    Candidate,
    DepartmentLine,
    Drawn,
    LineDepartment,
    PoolsLeft,
    TieAtTheLine,
    draw_line,
    draw_round,
    next_in_line,
)
from awards.rules.reports import (
    BudgetLine,
    LineActual,
    ReportPeriod,
    RowFacts,
    RowSums,
    SpentRow,
    automatic_cut,
    budget_actual,
    day_warning,
    line_of,
    sums_of,
    twice_sent,
)

__all__ = [
    "ActualFigures",
    "BudgetLine",
    "Candidate",
    "DepartmentLine",
    "Drawn",
    "FixingWorking",
    "InterestWorking",
    "LineActual",
    "LineDepartment",
    "PaidPart",
    "PoolsLeft",
    "ReportPeriod",
    "RowFacts",
    "RowSums",
    "SpentRow",
    "SubFundFacts",
    "TieAtTheLine",
    "automatic_cut",
    "budget_actual",
    "budget_shifts",
    "change_needs_approval",
    "day_warning",
    "draw_line",
    "draw_round",
    "fix_amount",
    "funding_order",
    "late_interest",
    "line_of",
    "next_in_line",
    "parts_of",
    "payout",
    "sums_of",
    "surcharge",
    "twice_sent",
]
