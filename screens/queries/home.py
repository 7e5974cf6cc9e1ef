"""わたしの申請: everything of a person's groups, what needs them first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from applications.queries.messages import threads
from applications.services.progress import Progress, progress_of
from common.clock import JST
from people.models import Membership
from people.permissions import memberships
from screens.queries.matters import Found, matters_of
from screens.rules.matters import Step, next_step
from trail.services import Actor

FAR: date = date.max


@dataclass(frozen=True)
class Card:
    """One matter with its next step; `progress` is of a draft. Those who only look on may not act."""

    found: Found
    step: Step
    progress: Progress | None
    unread: int
    may_act: bool


@dataclass(frozen=True)
class Home:
    cards: tuple[Card, ...]
    unread: int


def home_of(user: Actor) -> Home:
    """All cards of a person, what needs them first. 13 queries."""
    found = matters_of(user)
    drafts = [one.application for one in found if one.matter.state == "draft"]
    progress = progress_of(row for row in drafts if row is not None)
    roles = dict(memberships(user).order_by().values_list("group_id", "role"))
    own = threads(user).filter(application__group_id__in=list(roles))
    unread = dict(own.filter(unread__gt=0).values_list("application_id", "unread"))
    cards = [
        Card(
            one,
            next_step(one.matter),
            progress.get(one.application.pk) if one.application else None,
            unread.get(one.application.pk, 0) if one.application else 0,
            roles.get(one.group.pk, "") in Membership.WRITERS,
        )
        for one in found
    ]
    return Home(tuple(sorted(cards, key=_urgency)), sum(unread.values()))


def day_of(moment: date | datetime) -> date:
    """The day in Japan."""
    return moment.astimezone(JST).date() if isinstance(moment, datetime) else moment


def _urgency(card: Card) -> tuple[int, date, int]:
    """What the group has to do, by day; what others have, by the day expected; what is over, newest first."""
    step, found = card.step, card.found
    newest = -(found.application or found.award).pk  # type: ignore[union-attr]
    if step.is_over:
        return 2, FAR, newest
    day = step.due if step.needs_group else step.expected_on
    return (0 if step.needs_group else 1), day_of(day) if day else FAR, newest
