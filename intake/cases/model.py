"""One fiscal year of one fund as it stands in a case folder: plain frozen values, nothing computed.

Money is whole yen, rates and points are exact fractions, days are dates, moments carry their zone.
A `Case` exists only when every check has passed, so whoever replays it need not doubt its references.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from fund.policy import FundPolicy


@dataclass(frozen=True)
class CaseFundAccount:
    """The account that pays the grants; `consignor_code` is the bank's number for bulk transfers."""

    bank_code: str
    branch_code: str
    type: int
    number: str
    holder_kana: str
    consignor_code: str
    bank_name: str = ""
    bank_kana: str = ""
    branch_name: str = ""
    branch_kana: str = ""
    fictitious: bool = False


@dataclass(frozen=True)
class CaseFund:
    """`legal_mode` is private or municipal and chooses the wording of every letter."""

    code: str
    name: str
    legal_mode: str
    bank_account: CaseFundAccount
    name_kana: str = ""
    operator: str = ""
    operator_note: str = ""
    phone: str = ""
    hours: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True)
class CaseYear:
    """1 April `start` to 31 March `end`, named by its April."""

    year: int
    start: date
    end: date
    label: str = ""


@dataclass(frozen=True)
class CaseMatch:
    """The city's promise (R11): `ratio` of what counts, whole `unit`s, at most `cap` yen."""

    ratio: Fraction
    cap: int
    received_from: date
    received_to: date
    unit: int
    unspent: str


@dataclass(frozen=True)
class CasePolicy:
    """The standing rules of the year. `pass_mark` None: no pass mark."""

    rounding_unit: int
    rounding_scope: str
    quote_threshold: int
    grace_minutes: int
    pass_mark: Fraction | None
    score_min: Fraction
    score_max: Fraction
    score_decimals: int
    penalty_rate: Fraction
    day_basis: int
    surcharge_day_count: str
    late_interest_day_count: str
    bank_change_hold_days: int
    retention_years: int
    transfer_fee: int
    card_fee_rate: Fraction
    city_match: CaseMatch | None = None
    score_step: Fraction = Fraction(1)
    min_reviewers: int = FundPolicy.min_reviewers
    expense_categories: tuple[str, ...] = FundPolicy.expense_categories
    income_categories: tuple[str, ...] = FundPolicy.income_categories
    quote_categories: tuple[str, ...] = FundPolicy.quote_categories


@dataclass(frozen=True)
class CaseSubFund:
    """An earmarked part of the fund with what it held at the opening, in the order in which awards draw."""

    code: str
    name: str
    kind: str
    opening: int
    match_eligible: bool
    fee_rate: Fraction
    tags: tuple[str, ...] = ()
    payout_cap: int | None = None
    purpose: str = ""
    goal: int | None = None
    overflow_to: str | None = None
    target_group: str | None = None


@dataclass(frozen=True)
class CaseRound:
    code: str
    name: str
    opens_at: datetime
    closes_at: datetime
    review_opens_at: datetime
    review_closes_at: datetime
    committee_on: date
    decided_on: date
    project_from: date
    project_to: date
    report_due_on: date


@dataclass(frozen=True)
class CaseDepartment:
    """`rates[n - 1]` is the rate of a group's n-th award (R3). None: no cap, no repeat limit."""

    code: str
    name: str
    budget: int
    cap: int | None
    floor: int
    rates: tuple[Fraction, ...]
    repeat_limit: int | None
    advance_rate: Fraction
    remainder_policy: str


@dataclass(frozen=True)
class CaseCriterion:
    """`tiebreak` 1 is the first criterion asked among equals; None: never asked (R9)."""

    code: str
    name: str
    weight: int
    tiebreak: int | None = None


@dataclass(frozen=True)
class CaseReviewer:
    code: str
    name: str
    role: str = ""


@dataclass(frozen=True)
class CaseGroup:
    """An applicant. The five account fields are all filled or all empty."""

    id: str
    name: str
    name_kana: str
    legal_form: str
    corporate_number: str
    representative: str
    representative_kana: str
    founded_on: date | None
    members: int | None
    annual_budget: int | None
    postal_code: str
    address: str
    phone: str
    bank_code: str
    branch_code: str
    account_type: int | None
    account_number: str
    holder_kana: str
    account_note: str = ""

    @property
    def has_account(self) -> bool:
        return self.account_type is not None


@dataclass(frozen=True)
class CaseIncome:
    category: str
    amount: int
    description: str = ""


@dataclass(frozen=True)
class CaseExpense:
    """`amount` = `unit_price` × `quantity`, checked."""

    category: str
    unit_price: int
    quantity: int
    amount: int
    eligible: bool
    description: str = ""
    unit: str = ""
    quote_attached: bool = False


@dataclass(frozen=True)
class CaseSettlement:
    """What the final report showed (R5): accepted + disallowed + ineligible = actual total."""

    report_received_on: date
    accepted_eligible: int
    disallowed: int
    ineligible: int
    actual_total: int
    actual_other_income: int
    fixed_on: date


@dataclass(frozen=True)
class CaseReceived:
    on: date
    amount: int


@dataclass(frozen=True)
class CaseRefund:
    """What had to come back by `due_on`, and the parts in which it came."""

    due_on: date
    received: tuple[CaseReceived, ...] = ()


@dataclass(frozen=True)
class CaseApplication:
    """One application as filed. `id` is the folder's own short name for it, `number` the office's.

    `prior_awards` counts this group's earlier awards in this department (R3).
    """

    id: str
    number: str
    group: str
    department: str
    title: str
    submitted_at: datetime
    requested: int
    income: tuple[CaseIncome, ...]
    expenses: tuple[CaseExpense, ...]
    tags: tuple[str, ...] = ()
    prior_awards: int = 0
    assessed_income_additions: tuple[CaseIncome, ...] = ()
    settlement: CaseSettlement | None = None
    refund: CaseRefund | None = None


@dataclass(frozen=True)
class CaseScore:
    application: str
    reviewer: str
    criterion: str
    points: Fraction


@dataclass(frozen=True)
class CaseConflict:
    """`stage` before_scoring: never scored; after_scoring: scores exist and are not counted (R8)."""

    application: str
    reviewer: str
    kind: str
    declared_on: date
    stage: str
    note: str = ""


@dataclass(frozen=True)
class CaseDonation:
    """`status` received, refunded, pledged or pending; only received counts as money in the end."""

    id: str
    received_on: date | None
    status: str
    method: str
    donor_type: str
    donor_name: str
    publicity: str
    amount: int
    sub_fund: str
    match_eligible: bool
    refunded_on: date | None
    note: str = ""


@dataclass(frozen=True)
class CaseCashDeposit:
    on: date
    amount: int


@dataclass(frozen=True)
class CaseCardSettlement:
    on: date
    donations: tuple[str, ...]


@dataclass(frozen=True)
class CaseBatch:
    """One payment run; `awards` names applications."""

    on: date
    awards: tuple[str, ...]


@dataclass(frozen=True)
class CaseNamedPayout:
    sub_fund: str
    decided_on: date
    paid_on: date


@dataclass(frozen=True)
class CaseCancellation:
    """A grant taken back (R6). `repaid_on` None: not paid back within the year."""

    application: str
    cancelled_on: date
    reason: str
    repaid_on: date | None = None


@dataclass(frozen=True)
class CaseWhatIf:
    """A cancellation that is computed and printed but never booked."""

    application: str
    principal: int
    paid_on: date
    repaid_on: date
    days: int | None = None


@dataclass(frozen=True)
class CaseTieDecision:
    """The committee's own order among applications that stay tied after every rule (R9)."""

    department: str
    order: tuple[str, ...]
    decided_by: str
    reason: str = ""


@dataclass(frozen=True)
class CaseEvents:
    """What happened on which day. None: it did not happen in this year."""

    opening_on: date
    award_on: date
    cash_deposits: tuple[CaseCashDeposit, ...] = ()
    card_settlements: tuple[CaseCardSettlement, ...] = ()
    fee_on: date | None = None
    match_confirmed_on: date | None = None
    match_received_on: date | None = None
    advance_batch: CaseBatch | None = None
    named_group_payouts: tuple[CaseNamedPayout, ...] = ()
    topup_batch: CaseBatch | None = None
    cancellations: tuple[CaseCancellation, ...] = ()
    tie_decisions: tuple[CaseTieDecision, ...] = ()
    year_end_on: date | None = None
    what_if_cancellation: CaseWhatIf | None = None


@dataclass(frozen=True)
class CaseFundFile:
    """Everything in fund.yaml."""

    fund: CaseFund
    fiscal_year: CaseYear
    policy: CasePolicy
    sub_funds: tuple[CaseSubFund, ...]
    round: CaseRound
    departments: tuple[CaseDepartment, ...]
    criteria: tuple[CaseCriterion, ...]
    reviewers: tuple[CaseReviewer, ...]


@dataclass(frozen=True)
class Case:
    """A whole folder, checked."""

    fund: CaseFund
    fiscal_year: CaseYear
    policy: CasePolicy
    sub_funds: tuple[CaseSubFund, ...]
    round: CaseRound
    departments: tuple[CaseDepartment, ...]
    criteria: tuple[CaseCriterion, ...]
    reviewers: tuple[CaseReviewer, ...]
    groups: tuple[CaseGroup, ...]
    applications: tuple[CaseApplication, ...]
    scores: tuple[CaseScore, ...]
    conflicts: tuple[CaseConflict, ...]
    donations: tuple[CaseDonation, ...]
    events: CaseEvents
