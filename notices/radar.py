"""The deadline radar (R15): what is due, for whom, and not done yet at the moment of asking.

Rooms above register one rule each for their dates; a rule answers with one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from common import clock
from notices.models import ReminderRun
from notices.rules import is_silent, steps_due
from notices.services import Letter, queue_many


@dataclass(frozen=True)
class Duty:
    """One person's unfinished thing: `item` is `kind:id`, `due_on` the date it is due."""

    item: str
    due_on: date
    recipient_id: int
    fund_code: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ReminderRule:
    """How one kind of date is watched. `find(dates)` returns the duties due on those dates that are
    not done at this moment, in one statement. Without `overdue_kind` nothing is said after the date."""

    name: str
    kind: str
    find: Callable[[Collection[date]], Iterable[Duty]]
    overdue_kind: str = ""


@dataclass(frozen=True)
class Planned:
    """A reminder that would go out today: the step in days before (negative: after) the date."""

    rule: ReminderRule
    duty: Duty
    step: int

    @property
    def kind(self) -> str:
        return self.rule.kind if self.step > 0 else self.rule.overdue_kind

    @property
    def dedupe_key(self) -> str:
        # The date belongs to the key: a date put off is reminded of anew.
        duty = self.duty
        return f"{self.rule.name}:{duty.item}:{duty.due_on}:{self.step}d:{duty.recipient_id}"


_rules: dict[str, ReminderRule] = {}


def register(rule: ReminderRule) -> None:
    """Watch one more kind of date; called by a room's `apps.py`."""
    _rules[rule.name] = rule


def rules() -> list[ReminderRule]:
    return list(_rules.values())


def planned(today: date, last_run: date | None) -> list[Planned]:
    """What today's run would send: the dry run. One query for each rule."""
    found = []
    for rule in _rules.values():
        steps = steps_due(today, last_run, overdue=bool(rule.overdue_kind))
        if steps:
            found += [Planned(rule, duty, steps[duty.due_on]) for duty in rule.find(steps.keys())]
    return found


def last_run() -> date | None:
    """The last day on which reminders went out. 1 query."""
    return ReminderRun.objects.order_by("-day").values_list("day", flat=True).first()


@transaction.atomic
def remind() -> int:
    """Queue today's reminders; a second run on the same day adds none. Returns how many are new."""
    at: datetime = clock.now()
    today = at.date()
    if is_silent(today):
        return 0
    # A repeat on the same day looks at the same span again; the keys keep letters single.
    before = ReminderRun.objects.filter(day__lt=today).order_by("-day").values_list("day", flat=True).first()
    letters = [
        Letter(
            plan.kind,
            plan.duty.fund_code,
            plan.dedupe_key,
            plan.duty.item,
            recipient_id=plan.duty.recipient_id,
            context={**plan.duty.context, "days": abs(plan.step)},
        )
        for plan in planned(today, before)
    ]
    new = queue_many(letters, at=at)
    run, _ = ReminderRun.objects.get_or_create(day=today, defaults={"at": at})
    ReminderRun.objects.filter(pk=run.pk).update(queued=run.queued + new)
    return new
