"""Where one application and what became of it stand, as its group may know it, and whose turn it is.

Everything here is plain values: nothing that is hidden before the release gets in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

ON_THE_WAY: Final = ("requested", "approved", "in_batch")
OVER: Final = frozenset({"withdrawn", "ineligible", "declined", "given_up", "ended", "settled"})
"""Steps after which nothing follows."""


@dataclass(frozen=True)
class CallDates:
    """The round's days as announced."""

    closes_at: datetime
    review_opens_on: date
    committee_on: date
    decided_on: date
    project_to: date
    report_due_on: date


@dataclass(frozen=True)
class Correction:
    number: int
    due_on: date


@dataclass(frozen=True)
class Payment:
    """One instalment; `pay_on` is the day of its transfer while it is on its way. Yen."""

    kind: str
    state: str
    amount: int
    paid_on: date | None = None
    pay_on: date | None = None


@dataclass(frozen=True)
class Reporting:
    kind: str
    state: str
    due_on: date


@dataclass(frozen=True)
class Grant:
    """The award, once the group may know of it. `left` is what a refund still asks for. Yen."""

    state: str
    amount: int
    accept_by: date | None = None
    accepted: bool = False
    project_to: date | None = None
    payments: tuple[Payment, ...] = ()
    reports: tuple[Reporting, ...] = ()
    refund_due_on: date | None = None
    left: int = 0
    fixed: int | None = None


@dataclass(frozen=True)
class Matter:
    """`state` is the application's as the group may know it, empty for a designated award; `dates` are then
    empty too."""

    state: str
    dates: CallDates | None = None
    correction: Correction | None = None
    grant: Grant | None = None


@dataclass(frozen=True)
class Step:
    """What comes next: whose turn (`group`, `office`, `committee`, `bank`, or nobody's), at which stage, by
    when the group has to act (`due`), or on which day it is expected to be done."""

    code: str
    stage: str
    holder: str = ""
    due: date | datetime | None = None
    expected_on: date | None = None

    @property
    def needs_group(self) -> bool:
        return self.holder == "group"

    @property
    def is_over(self) -> bool:
        return self.code in OVER


def next_step(matter: Matter) -> Step:
    """The one thing that comes next."""
    if matter.grant is not None:
        return _of_grant(matter.grant)
    dates = matter.dates
    assert dates is not None, matter
    match matter.state:
        case "draft":
            return Step("continue_draft", "received", "group", due=dates.closes_at)
        case "submitted":
            return Step("checking", "check", "office", expected_on=dates.review_opens_on)
        case "returned":
            due = matter.correction.due_on if matter.correction else None
            return Step("answer_correction", "check", "group", due=due)
        case "accepted":
            return Step("await_review", "review", "committee", expected_on=dates.committee_on)
        case "waitlisted":
            return Step("waitlisted", "decision", "office")
        case "ineligible":
            return Step("ineligible", "check")
        case "declined" | "withdrawn":
            return Step(matter.state, "decision" if matter.state == "declined" else "received")
    return Step("reviewing", "review", "committee", expected_on=dates.decided_on)


def _of_grant(grant: Grant) -> Step:
    match grant.state:
        case "offered" if not grant.accepted:
            return Step("answer_offer", "claim", "group", due=grant.accept_by)
        case "offered":
            return Step("activating", "claim", "office")
        case "declined_by_group":
            return Step("given_up", "claim")
        case "settled":
            return Step("settled", "settlement")
    if grant.refund_due_on is not None:
        return Step("pay_refund", "settlement", "group", due=grant.refund_due_on)
    if grant.state == "cancelled":
        return Step("ended", "settlement")
    failed = _first(grant.payments, "failed")
    if failed is not None:
        return Step("fix_account", _stage_of(failed), "group")
    if grant.state in ("active", "change_pending"):
        return _under_way(grant)
    return _settling(grant)


def _under_way(grant: Grant) -> Step:
    returned = next((row for row in grant.reports if row.state == "returned"), None)
    if returned is not None:
        return Step(f"mend_{returned.kind}_report", "report", "group", due=returned.due_on)
    planned = _first(grant.payments, "planned")
    if planned is not None and planned.kind != "final":
        return Step("request_payment", "claim", "group")
    paying = _first(grant.payments, *ON_THE_WAY)
    if paying is not None:
        return _paying(paying)
    if grant.state == "change_pending":
        return Step("change_pending", "report", "office")
    handed_in = next((row for row in grant.reports if row.state in ("submitted", "accepted")), None)
    waiting = next((row for row in grant.reports if row.state in ("due", "draft")), None)
    if waiting is not None:
        return Step(f"write_{waiting.kind}_report", "report", "group", due=waiting.due_on)
    if handed_in is not None and all(row.state != "not_due" for row in grant.reports):
        return Step("report_checked", "report", "office")
    coming = next((row for row in grant.reports if row.state == "not_due"), None)
    return Step("project_running", "report", expected_on=coming.due_on if coming else None)


def _settling(grant: Grant) -> Step:
    """Reported, fixed or abolished."""
    if grant.state in ("fixed", "abolished"):
        if _first(grant.payments, "planned") is not None:
            return Step("request_payment", "settlement", "group")
        paying = _first(grant.payments, *ON_THE_WAY)
        if paying is not None:
            return _paying(paying)
    return Step("fixing", "settlement", "office")


def _paying(payment: Payment) -> Step:
    sent = payment.state == "in_batch"
    return Step("paying", _stage_of(payment), "bank" if sent else "office", expected_on=payment.pay_on)


def _stage_of(payment: Payment) -> str:
    return "settlement" if payment.kind == "final" else "payment"


def _first(payments: Iterable[Payment], *states: str) -> Payment | None:
    return next((row for row in payments if row.state in states), None)
