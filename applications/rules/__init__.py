"""R1, R2, R3, R7 and the form of §4 as pure functions."""

from applications.rules.access import OtherApplication, access_faults
from applications.rules.amounts import AmountWorking, BudgetFigures, WorkingLine, award_amount, ceiling
from applications.rules.budget import (
    Budget,
    ExpenseRow,
    IncomeRow,
    balance_gap,
    budget_hints,
    is_grant,
    price_limit,
    read_budget,
)
from applications.rules.budgets import budget_at_hand
from applications.rules.carrying import carry_over
from applications.rules.checking import check_questions
from applications.rules.consents import CONSENT_TEXTS, PUBLIC_ITEMS
from applications.rules.deadlines import (
    Arrival,
    Punctuality,
    correction_expired,
    may_begin,
    on_time,
    paper_arrival,
)
from applications.rules.eligibility import (
    EligibilityResult,
    Names,
    eligibility_faults,
    eligibility_results,
)
from applications.rules.facts import ApplicationFacts, GroupProfile, full_years, read_group
from applications.rules.faults import MOST_YEN, ROW_KEY, Faults, without_keys
from applications.rules.fields import FIELD_LABELS, NAMED, field_label
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
from applications.rules.terms import budget_terms

__all__ = [
    "CONSENTS",
    "CONSENT_TEXTS",
    "FIELDS",
    "FIELD_LABELS",
    "MOST_YEN",
    "NAMED",
    "PUBLIC_ITEMS",
    "ROW_KEY",
    "TEXT_LIMITS",
    "TITLE_LIMIT",
    "AmountWorking",
    "ApplicationFacts",
    "Arrival",
    "Budget",
    "BudgetFigures",
    "Document",
    "EligibilityResult",
    "ExpenseRow",
    "Faults",
    "Filed",
    "FormSetup",
    "GroupProfile",
    "IncomeRow",
    "Names",
    "OtherApplication",
    "PriorAward",
    "Punctuality",
    "Question",
    "WorkingLine",
    "access_faults",
    "award_amount",
    "balance_gap",
    "budget_at_hand",
    "budget_hints",
    "budget_terms",
    "carry_over",
    "ceiling",
    "changed_beyond",
    "check_questions",
    "correction_expired",
    "count_prior",
    "eligibility_faults",
    "eligibility_results",
    "field_label",
    "full_years",
    "is_grant",
    "may_begin",
    "nth_award",
    "on_time",
    "paper_arrival",
    "price_limit",
    "read_budget",
    "read_form",
    "read_group",
    "repeat_ok",
    "shows_contact",
    "without_keys",
]
