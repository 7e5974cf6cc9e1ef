"""What several screens show alike."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from rest_framework import serializers

from common import clock
from common.api.problems import language
from common.clock import JST
from screens.links import DOING, place_of
from screens.queries.home import day_of
from screens.queries.matters import Found
from screens.rules.matters import Step
from screens.words import ACTIONS, LOOK, pick


class NextAction(serializers.Serializer[Any]):
    """The one thing to do next: a button with its address. `due_at` is the last moment, `days_left` whole
    days by the server's clock, negative once it is past."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    href = serializers.CharField()
    due_at = serializers.DateTimeField(allow_null=True)
    days_left = serializers.IntegerField(allow_null=True)


def next_action(step: Step, found: Found, *, acting: bool) -> dict[str, Any]:
    """As `NextAction`; where the person does not act, a look at how it stands."""
    does = acting and step.code in DOING
    due = step.due if step.needs_group else None
    return {
        "code": step.code if does else "look",
        "label": pick(ACTIONS[step.code] if does else LOOK, language()),
        "href": place_of(step, found, acting=does),
        "due_at": last_moment(due),
        "days_left": days_left(due),
    }


def last_moment(due: date | datetime | None) -> datetime | None:
    """A day counts whole."""
    if due is None or isinstance(due, datetime):
        return due
    return datetime.combine(due, time(23, 59, 59), tzinfo=JST)


def days_left(due: date | datetime | None) -> int | None:
    return None if due is None else (day_of(due) - clock.today()).days
