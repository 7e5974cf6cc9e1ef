"""Replaying a fund's year: every step goes through the same services as the screens, at its own date.

So rankings, awards, journal and balances are earned, not copied. The whole year is one transaction.
Facts that a case does not state are taken as docs/case-format.md says: a group accepts its offer on the
day of the decision, reviewers without a conflict row declared none, accounts were verified at the
opening, two stand-ins act as maker and approver, and notices are recorded as suppressed, never sent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction

from common import clock_control
from common.clock import JST
from fund.models import Fund
from intake.cases.model import Case
from intake.cast import Cast, make_cast
from intake.steps import money, review, setting_up
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


@dataclass(frozen=True, order=True)
class Step:
    """One thing that happens at `at`; on one moment the smaller `order` comes first."""

    at: datetime
    order: int
    serial: int
    do: Callable[[], None] = field(compare=False)


class Agenda:
    """The steps of a year in the order in which they happened."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def at(self, moment: datetime, order: int, do: Callable[[], None]) -> None:
        self._steps.append(Step(moment, order, len(self._steps), do))

    def on(self, day: date, order: int, do: Callable[[], None]) -> None:
        """On `day` at noon, by `order` among that day's steps."""
        self.at(datetime.combine(day, time(12), tzinfo=JST), order, do)

    def run(self) -> None:
        for step in sorted(self._steps):
            # Noon plus the step's order in seconds: one day's steps keep their order by the clock, too.
            with clock_control.at(step.at + timedelta(seconds=step.order)):
                step.do()


def replay(case: Case) -> tuple[Fund, dict[int, str]]:
    """Build the fund of `case` and live through its year. One transaction: all of it or nothing.

    Returns the fund and the case's short name of each application id. Raises the DomainError of the first step that the services refuse.
    """
    with transaction.atomic(), suppressed():
        run = Replay(case, make_cast(case))
        agenda = Agenda()
        setting_up.plan(run, agenda)
        review.plan(run, agenda)
        money.plan(run, agenda)
        agenda.run()
        return Fund.objects.get(pk=run.fund_id), {pk: name for name, pk in run.applications.items()}
