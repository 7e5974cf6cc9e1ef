"""A program's keys: made by a person for one place of theirs, shown once, ended at any time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction

from common import clock
from common.errors import FieldFault, NotFound, refuse
from people.models import AccessToken, User
from people.places import find
from trail.services import note

LONGEST_DAYS: Final = 366
MOST_TOKENS: Final = 20
PREFIX: Final = "mt_"


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(
    *, by: User, name: str, place: str, scopes: Sequence[str], days: int
) -> tuple[AccessToken, str]:
    """A new key and its secret, which nobody can show again. `place` is `fund:3` or `group:12`, where the
    person must be; `days` (1 to 366) until it ends. Raises NotFound, FieldErrors."""
    kind, pk = find(place)
    if kind.require_there is None:
        raise NotFound
    kind.require_there(by, pk)
    at = clock.now()
    live = AccessToken.objects.filter(user=by, revoked_at__isnull=True, expires_at__gt=at)
    refuse(_faults(name, scopes, days, live.count()))
    secret = PREFIX + secrets.token_urlsafe(32)
    made = AccessToken.objects.create(
        user=by,
        name=name.strip(),
        place=place,
        scopes=sorted(set(scopes)),
        start=secret[:8],
        sha256=digest(secret),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    note(made, "create", by=by, at=at, place=place, scopes=made.scopes)
    return made, secret


def _faults(name: str, scopes: Sequence[str], days: int, live: int) -> list[FieldFault]:
    found = []
    if not 1 <= len(name.strip()) <= 60:
        ja, en = "1〜60文字で名前を付けてください。", "Give it a name of 1 to 60 characters."
        found.append(FieldFault("/name", "people.token_name", ja, en))
    if not scopes or not set(scopes) <= set(AccessToken.SCOPES):
        ja, en = "read、write、money から選んでください。", "Choose among read, write and money."
        found.append(FieldFault("/scopes", "people.token_scopes", ja, en))
    if not 1 <= days <= LONGEST_DAYS:
        ja, en = f"1〜{LONGEST_DAYS}日にしてください。", f"Choose 1 to {LONGEST_DAYS} days."
        found.append(FieldFault("/days", "people.token_days", ja, en))
    if live >= MOST_TOKENS:
        ja = f"使えるトークンは{MOST_TOKENS}個までです。使っていないものを止めてください。"
        en = f"{MOST_TOKENS} tokens at most. End those that are not used."
        found.append(FieldFault("/name", "people.token_count", ja, en))
    return found


@transaction.atomic
def revoke_token(*, token_id: int, by: User) -> AccessToken:
    """End a key of one's own at once. Ending it again changes nothing. Raises NotFound."""
    found = AccessToken.objects.select_for_update().filter(pk=token_id, user=by).first()
    if found is None:
        raise NotFound
    if found.revoked_at is None:
        found.revoked_at = clock.now()
        found.save(update_fields=["revoked_at"])
        note(found, "revoke", by=by, at=found.revoked_at)
    return found


def token_of(secret: str) -> AccessToken | None:
    """The live key behind a secret, with its owner; None for any other. Notes the day of its use, once
    a day. 1 or 2 queries."""
    at = clock.now()
    found = (
        AccessToken.objects.select_related("user")
        .filter(sha256=digest(secret), revoked_at__isnull=True, expires_at__gt=at, user__is_active=True)
        .first()
    )
    today = clock.today()
    if found is not None and found.last_used_on != today:
        AccessToken.objects.filter(pk=found.pk).update(last_used_on=today)
    return found
