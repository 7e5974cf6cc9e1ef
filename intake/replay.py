"""Replaying a fund's year: every step goes through the same services as the screens, at its own date.

So rankings, awards, journal and balances are earned, not copied. The whole year is one transaction.
Facts that a case does not state are taken as docs/case-format.md says: a group accepts its offer on the
day of the decision, reviewers without a conflict row declared none, accounts were verified at the
opening, stand-ins act for the office, and notices are recorded as suppressed, never sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from fund.models import Fund
from intake.agenda import Agenda
from intake.cases.model import Case
from intake.cast import Cast, make_cast
from intake.steps import gifts, money, review, setting_up, settling
from notices.services import suppressed


@dataclass
class Replay:
    """One run: the case, who acts, and what each short name of the case became."""

    case: Case
    cast: Cast
    fund_id: int = 0
    round_id: int = 0
    groups: dict[str, int] = field(default_factory=dict)
    applications: dict[str, int] = field(default_factory=dict)
    donations: dict[str, int] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)
    departments: dict[str, int] = field(default_factory=dict)
    sub_funds: dict[str, int] = field(default_factory=dict)


def replay(case: Case) -> tuple[Fund, dict[int, str]]:
    """Build the fund of `case` and live through its year. One transaction: all of it or nothing.

    Returns the fund and the case's short name of each application id. Raises the DomainError of the
    first step that the services refuse.
    """
    with transaction.atomic(), suppressed():
        run = Replay(case, make_cast(case))
        agenda = Agenda()
        for steps in (setting_up, review, gifts, money, settling):
            steps.plan(run, agenda)
        agenda.run()
        return Fund.objects.get(pk=run.fund_id), {pk: name for name, pk in run.applications.items()}
