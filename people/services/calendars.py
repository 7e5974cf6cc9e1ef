"""The secret address of a person's calendar: made, shown once, ended."""

from __future__ import annotations

import secrets

from django.db import transaction

from common import clock
from people.models import CalendarFeed, User
from people.services.tokens import digest
from trail.services import note


@transaction.atomic
def make_calendar(*, by: User) -> str:
    """A new secret for the person's calendar, in place of the old one. It cannot be shown again."""
    secret = secrets.token_urlsafe(32)
    feed, _ = CalendarFeed.objects.update_or_create(
        user=by, defaults={"sha256": digest(secret), "created_at": clock.now()}
    )
    note(feed, "create", by=by, at=feed.created_at)
    return secret


@transaction.atomic
def end_calendar(*, by: User) -> None:
    """End the person's calendar; ending none changes nothing."""
    feed = CalendarFeed.objects.select_for_update().filter(user=by).first()
    if feed is not None:
        note(feed, "end", by=by, at=clock.now())
        feed.delete()


def owner_of_calendar(secret: str) -> User | None:
    """Whose calendar a secret opens; None for any other. 1 query."""
    feed = (
        CalendarFeed.objects.select_related("user")
        .filter(sha256=digest(secret), user__is_active=True)
        .first()
    )
    return feed.user if feed else None
