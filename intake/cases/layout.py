"""What the seven files hold: their tables, keys and columns (`machitane-case/1`)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from fund.policy import FundPolicy
from intake.cases import model
from intake.cases.records import Field, Schema
from intake.cases.values import (
    Reader,
    account_type,
    calendar_year,
    choice,
    code,
    day,
    decimal,
    digits,
    flag,
    moment,
    not_negative,
    phone,
    positive,
    postal_code,
    rate,
    truth,
    whole,
    words,
)


def _may(name: str, read: Reader, default: Any = None) -> Field:
    """May be left out or empty."""
    return Field(name, read, required=False, nullable=True, default=default)


def _or_null(name: str, read: Reader, default: Any = None) -> Field:
    """Must stand there, but may be empty."""
    return Field(name, read, nullable=True, default=default)


def _list(name: str, rows: Schema, *, required: bool = False) -> Field:
    return Field(name, rows=rows, required=required, nullable=not required, default=())


def _items(name: str, read: Reader, *, required: bool = False, default: tuple[str, ...] = ()) -> Field:
    return Field(name, items=read, required=required, nullable=not required, default=default)


def _table(name: str, table: Schema, *, required: bool = True) -> Field:
    return Field(name, table=table, required=required, nullable=not required)


FUND_ACCOUNT = Schema(
    model.CaseFundAccount,
    (
        Field("bank_code", digits(4)),
        _may("bank_name", words(40), ""),
        _may("bank_kana", words(40), ""),
        Field("branch_code", digits(3)),
        _may("branch_name", words(40), ""),
        _may("branch_kana", words(40), ""),
        Field("type", account_type),
        Field("number", digits(7)),
        Field("holder_kana", words(60)),
        Field("consignor_code", digits(10)),
        _may("fictitious", truth, False),
    ),
)
FUND = Schema(
    model.CaseFund,
    (
        Field("code", code(40)),
        Field("name", words(120)),
        _may("name_kana", words(120), ""),
        Field("legal_mode", choice("private", "municipal")),
        _may("operator", words(120), ""),
        _may("operator_note", words(400), ""),
        _may("phone", words(40), ""),
        _may("hours", words(120), ""),
        _may("email", words(254), ""),
        _may("address", words(200), ""),
        _table("bank_account", FUND_ACCOUNT),
    ),
)
YEAR = Schema(
    model.CaseYear,
    (Field("year", calendar_year), _may("label", words(40), ""), Field("start", day), Field("end", day)),
)
MATCH = Schema(
    model.CaseMatch,
    (
        Field("ratio", rate),
        Field("cap", not_negative),
        Field("received_from", day),
        Field("received_to", day),
        Field("unit", positive),
        Field("unspent", choice("return", "carry")),
    ),
)
DAY_COUNT = choice("inclusive", "exclusive_of_due_date")
POLICY = Schema(
    model.CasePolicy,
    (
        Field("rounding_unit", positive),
        Field("rounding_scope", choice("rate_term", "final")),
        Field("quote_threshold", not_negative),
        Field("grace_minutes", not_negative),
        _or_null("pass_mark", decimal),
        Field("score_min", decimal),
        Field("score_max", decimal),
        Field("score_decimals", not_negative),
        Field("penalty_rate", rate),
        Field("day_basis", positive),
        Field("surcharge_day_count", DAY_COUNT),
        Field("late_interest_day_count", DAY_COUNT),
        Field("bank_change_hold_days", not_negative),
        Field("retention_years", not_negative),
        Field("transfer_fee", not_negative),
        Field("card_fee_rate", rate),
        _table("city_match", MATCH, required=False),
        _may("score_step", decimal, Fraction(1)),
        _may("min_reviewers", positive, FundPolicy.min_reviewers),
        _items("expense_categories", words(60), default=FundPolicy.expense_categories),
        _items("income_categories", words(60), default=FundPolicy.income_categories),
        _items("quote_categories", words(60), default=FundPolicy.quote_categories),
    ),
)
SUB_FUND_KINDS = (
    "general",
    "theme",
    "named_group",
    "project",
    "named_company",
    "city_match",
    "operations",
)
SUB_FUND = Schema(
    model.CaseSubFund,
    (
        Field("code", code()),
        Field("name", words(120)),
        Field("kind", choice(*SUB_FUND_KINDS)),
        _items("tags", words(40)),
        Field("opening", not_negative),
        Field("match_eligible", truth),
        Field("fee_rate", rate),
        _may("payout_cap", not_negative),
        _may("purpose", words(400), ""),
        _may("goal", not_negative),
        _may("overflow_to", code()),
        _may("target_group", code()),
    ),
)
ROUND = Schema(
    model.CaseRound,
    (
        Field("code", code()),
        Field("name", words(120)),
        Field("opens_at", moment),
        Field("closes_at", moment),
        Field("review_opens_at", moment),
        Field("review_closes_at", moment),
        Field("committee_on", day),
        Field("decided_on", day),
        Field("project_from", day),
        Field("project_to", day),
        Field("report_due_on", day),
    ),
)
DEPARTMENT = Schema(
    model.CaseDepartment,
    (
        Field("code", code()),
        Field("name", words(120)),
        Field("budget", not_negative),
        _or_null("cap", positive),
        _or_null("floor", not_negative, 0),
        _items("rates", rate, required=True),
        _or_null("repeat_limit", positive),
        Field("advance_rate", rate),
        Field("remainder_policy", choice("offer", "skip", "stop")),
    ),
)
CRITERION = Schema(
    model.CaseCriterion,
    (
        Field("code", code()),
        Field("name", words(120)),
        Field("weight", positive),
        _may("tiebreak", positive),
    ),
)
REVIEWER = Schema(
    model.CaseReviewer,
    (Field("code", code()), Field("name", words(80)), _may("role", words(80), "")),
)
FUND_FILE = Schema(
    model.CaseFundFile,
    (
        _table("fund", FUND),
        _table("fiscal_year", YEAR),
        _table("policy", POLICY),
        _list("sub_funds", SUB_FUND, required=True),
        _table("round", ROUND),
        _list("departments", DEPARTMENT, required=True),
        _list("criteria", CRITERION, required=True),
        _list("reviewers", REVIEWER, required=True),
    ),
)

INCOME = Schema(
    model.CaseIncome,
    (Field("category", words(60)), _may("description", words(200), ""), Field("amount", positive)),
)
EXPENSE = Schema(
    model.CaseExpense,
    (
        Field("category", words(60)),
        _may("description", words(60), ""),
        Field("unit_price", positive),
        Field("quantity", positive),
        _may("unit", words(20), ""),
        Field("amount", positive),
        Field("eligible", truth),
        _may("quote_attached", truth, False),
    ),
)
SETTLEMENT = Schema(
    model.CaseSettlement,
    (
        Field("report_received_on", day),
        Field("accepted_eligible", not_negative),
        Field("disallowed", not_negative),
        Field("ineligible", not_negative),
        Field("actual_total", not_negative),
        Field("actual_other_income", not_negative),
        Field("fixed_on", day),
    ),
)
RECEIVED = Schema(model.CaseReceived, (Field("on", day), Field("amount", positive)))
REFUND = Schema(model.CaseRefund, (Field("due_on", day), _list("received", RECEIVED)))
APPLICATION = Schema(
    model.CaseApplication,
    (
        Field("id", code(40)),
        Field("number", code(40)),
        Field("group", code(40)),
        Field("department", code()),
        Field("title", words(40)),
        _items("tags", words(40)),
        _may("prior_awards", not_negative, 0),
        Field("submitted_at", moment),
        Field("requested", positive),
        Field("income", rows=INCOME, nullable=True, default=()),
        _list("expenses", EXPENSE, required=True),
        _list("assessed_income_additions", INCOME),
        _table("settlement", SETTLEMENT, required=False),
        _table("refund", REFUND, required=False),
    ),
)

CASH_DEPOSIT = Schema(model.CaseCashDeposit, (Field("on", day), Field("amount", positive)))
CARD_SETTLEMENT = Schema(
    model.CaseCardSettlement, (Field("on", day), _items("donations", code(40), required=True))
)
BATCH = Schema(model.CaseBatch, (Field("on", day), _items("awards", code(40), required=True)))
NAMED_PAYOUT = Schema(
    model.CaseNamedPayout, (Field("sub_fund", code()), Field("decided_on", day), Field("paid_on", day))
)
CANCELLATION = Schema(
    model.CaseCancellation,
    (
        Field("application", code(40)),
        Field("cancelled_on", day),
        _may("repaid_on", day),
        Field("reason", words(400)),
    ),
)
WHAT_IF = Schema(
    model.CaseWhatIf,
    (
        Field("application", code(40)),
        Field("principal", positive),
        Field("paid_on", day),
        Field("repaid_on", day),
        _may("days", whole),
    ),
)
TIE_DECISION = Schema(
    model.CaseTieDecision,
    (
        Field("department", code()),
        _items("order", code(40), required=True),
        Field("decided_by", code()),
        _may("reason", words(400), ""),
    ),
)
EVENTS = Schema(
    model.CaseEvents,
    (
        Field("opening_on", day),
        _list("cash_deposits", CASH_DEPOSIT),
        _list("card_settlements", CARD_SETTLEMENT),
        _may("fee_on", day),
        _may("match_confirmed_on", day),
        _may("match_received_on", day),
        Field("award_on", day),
        _table("advance_batch", BATCH, required=False),
        _list("named_group_payouts", NAMED_PAYOUT),
        _table("topup_batch", BATCH, required=False),
        _list("cancellations", CANCELLATION),
        _list("tie_decisions", TIE_DECISION),
        _may("year_end_on", day),
        _table("what_if_cancellation", WHAT_IF, required=False),
    ),
)

GROUP = Schema(
    model.CaseGroup,
    (
        Field("id", code(40)),
        Field("name", words(60)),
        Field("name_kana", words(60)),
        Field("legal_form", words(60)),
        _or_null("corporate_number", digits(13), ""),
        Field("representative", words(40)),
        _or_null("representative_kana", words(40), ""),
        _or_null("founded_on", day),
        _or_null("members", positive),
        _or_null("annual_budget", not_negative),
        _or_null("postal_code", postal_code, ""),
        _or_null("address", words(300), ""),
        _or_null("phone", phone, ""),
        _or_null("bank_code", digits(4), ""),
        _or_null("branch_code", digits(3), ""),
        _or_null("account_type", account_type),
        _or_null("account_number", digits(7), ""),
        _or_null("holder_kana", words(60), ""),
        _may("account_note", words(200), ""),
    ),
)
SCORE = Schema(
    model.CaseScore,
    (
        Field("application", code(40)),
        Field("reviewer", code()),
        Field("criterion", code()),
        Field("points", decimal),
    ),
)
CONFLICT = Schema(
    model.CaseConflict,
    (
        Field("application", code(40)),
        Field("reviewer", code()),
        Field("kind", choice("member", "officer", "relative", "employee", "donor", "other")),
        Field("declared_on", day),
        Field("stage", choice("before_scoring", "after_scoring")),
        _may("note", words(400), ""),
    ),
)
DONATION = Schema(
    model.CaseDonation,
    (
        Field("id", code(40)),
        _or_null("received_on", day),
        Field("status", choice("received", "refunded", "pledged", "pending")),
        Field("method", choice("cash", "bank", "card")),
        Field("donor_type", choice("individual", "company", "unknown")),
        Field("donor_name", words(100)),
        Field("publicity", choice("name", "alias", "anonymous")),
        Field("amount", positive),
        Field("sub_fund", code()),
        Field("match_eligible", flag),
        _or_null("refunded_on", day),
        _may("note", words(400), ""),
    ),
)
