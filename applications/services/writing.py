"""Who is writing at a form now (入力中): told by each open form, kept in the cache for a minute, and no more
than a courtesy; the draft itself is guarded by its version."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.cache import cache
from redis.exceptions import RedisError

from applications.services.common import find_application
from applications.services.drafting import require_may_save
from common import clock
from people.models import Membership
from trail.services import Actor

log = logging.getLogger(__name__)

SECONDS: Final = 40
"""How long somebody counts as writing after their form last said so; it does so every 15 seconds."""


@dataclass(frozen=True)
class Writer:
    """One person at the form: in which part, and when it was last said."""

    id: int
    name: str
    part: str
    at: datetime


@dataclass(frozen=True)
class Writing:
    """The others who are writing, and the version that the draft has now."""

    version: int
    writers: tuple[Writer, ...]


def say_writing(*, application_id: int, by: Actor, part: str) -> Writing:
    """Note that somebody writes at `part` (a word of the form's; empty: no longer), and tell who else does.

    Raises NotFound, NotAllowed, NotEditable. At most 5 queries. Without Redis nobody is told of.
    """
    application = find_application(application_id)
    require_may_save(application, by)
    at = clock.now()
    places = Membership.objects.filter(
        group_id=application.group_id, ended_on__isnull=True, role__in=Membership.WRITERS
    ).exclude(user_id=by.pk)
    names = dict(places.order_by("pk").values_list("user_id", "user__name"))
    found = _exchange(application_id, by.pk, part, at, list(names))
    writers = tuple(Writer(pk, names[pk], *found[pk]) for pk in names if pk in found)
    return Writing(application.version, writers)


def _exchange(
    application_id: int, own: Any, part: str, at: datetime, others: list[int]
) -> dict[int, tuple[str, datetime]]:
    """Leave one's own mark and read those of the others."""
    key = f"writing:{application_id}:{own}"
    try:
        if part:
            cache.set(key, (part, at), timeout=SECONDS)
        else:
            cache.delete(key)
        keys = {f"writing:{application_id}:{pk}": pk for pk in others}
        return {keys[name]: mark for name, mark in cache.get_many(keys).items()}
    except (RedisError, OSError):
        log.warning("who is writing is not told: Redis does not answer")
        return {}
