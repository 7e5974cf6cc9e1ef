"""R1, R2, R3, R7 and the form of §4 as pure functions."""

from applications.rules.amounts import AmountWorking, BudgetFigures, WorkingLine, award_amount
from applications.rules.budget import Budget, ExpenseRow, IncomeRow, balance_gap, is_grant, read_budget
from applications.rules.deadlines import Punctuality, correction_expired, may_begin, on_time
from applications.rules.faults import MOST_YEN, Faults
from applications.rules.form import (
    CONSENTS,
    FIELDS,
    TEXT_LIMITS,
    TITLE_LIMIT,
    Document,
    Filed,
    FormSetup,
    Question,
    changed_beyond,
    read_form,
    shows_contact,
)
from applications.rules.repeats import PriorAward, count_prior, nth_award, repeat_ok

__all__ = [
    "CONSENTS",
    "FIELDS",
    "MOST_YEN",
    "TEXT_LIMITS",
    "TITLE_LIMIT",
    "AmountWorking",
    "Budget",
    "BudgetFigures",
    "Document",
    "ExpenseRow",
    "Faults",
    "Filed",
    "FormSetup",
    "IncomeRow",
    "PriorAward",
    "Punctuality",
    "Question",
    "WorkingLine",
    "award_amount",
    "balance_gap",
    "changed_beyond",
    "correction_expired",
    "count_prior",
    "is_grant",
    "may_begin",
    "nth_award",
    "on_time",
    "read_budget",
    "read_form",
    "repeat_ok",
    "shows_contact",
]
