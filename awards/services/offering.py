"""What an award is when it is offered: its number, its last day to accept, its entry in the books."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from applications.models import Application
from awards.models import Award
from fund.models import Department, Round
from fund.wording import wording
from ledger.posting import Entry, cr, dr


def accept_by(decided_on: date, department: Department, call: Round, *, choice: bool) -> date:
    """The last day to accept: the call's choice days for the next in line (N12), else the policy's."""
    days = department.rules.line.choice_days if choice else None
    return decided_on + timedelta(days=call.policy.acceptance_days if days is None else days)


def award_number(call: Round, application: Application) -> str:
    """The application's number, led by the round's code where it does not carry it."""
    number = application.number
    return number if number.startswith(call.code) else f"{call.code}-{number}"[:40]


def new_award(
    application: Application, department: Department, call: Round, amount: int, rate: str, decided_on: date
) -> Award:
    """An award as it is offered, not saved yet."""
    return Award(
        fund_id=call.fund_id,
        fund=call.fund,
        fiscal_year_id=call.fiscal_year_id,
        number=award_number(call, application),
        application=application,
        group_id=application.group_id,
        amount=amount,
        rate=rate,
        advance_rate=str(department.rules.advance_rate),
        decided_on=decided_on,
        project_from=call.project_from,
        project_to=call.project_to,
        report_due_on=call.report_due_on,
    )


def award_entry(award: Award, plan: Iterable[tuple[str, int]]) -> Entry:
    """The decision in the books: 5010 of each sub-fund drawn / 2010."""
    text = f"{wording(award.fund.legal_mode, 'decision')} {award.number}"
    lines = (*(dr("5010", part, code) for code, part in plan), cr("2010", award.amount))
    return Entry("award", f"award:{award.pk}", award.decided_on, lines, text, award.reference)
