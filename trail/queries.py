"""Reading the trail."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from trail.models import Event
from trail.services import subject_of


def timeline(thing: Any) -> QuerySet[Event]:
    """All events of one object, oldest first. 1 query."""
    return Event.objects.filter(subject=subject_of(thing)).order_by("pk")
