"""The outbox's writers: a letter is queued in the transaction that causes it, and sent after it commits.

While a past year is taken in (`suppressed()`), rows are kept but never sent.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from common import clock
from notices.models import Notice
from people.models import User
from trail.services import Actor, move_all

log = logging.getLogger(__name__)

_BATCH: Final = 500
_suppressed: ContextVar[bool] = ContextVar("machitane_notices_suppressed", default=False)


@dataclass(frozen=True)
class Letter:
    """One message to be queued; the fields mean what `queue` says."""

    kind: str
    fund_code: str
    dedupe_key: str
    about: str
    recipient_id: int | None = None
    address: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    not_before: datetime | None = None


@contextmanager
def suppressed() -> Iterator[None]:
    """Everything queued inside is recorded as never to be sent."""
    token = _suppressed.set(True)
    try:
        yield
    finally:
        _suppressed.reset(token)


def queue(
    kind: str,
    *,
    fund_code: str,
    dedupe_key: str,
    recipient: User | None = None,
    address: str = "",
    about: str,
    context: dict[str, Any] | None = None,
    at: datetime,
    hold: bool = False,
    not_before: datetime | None = None,
) -> Notice | None:
    """Put one letter into the outbox, inside the caller's transaction.

    `kind` chooses the text (notices.texts) and `context` fills it; `about` names the object
    (`application:12`); the same `dedupe_key` returns the first letter. With `hold` the office releases
    it later. None when there is nobody to write to. At most 3 queries.
    """
    if recipient is None and not address:
        return None
    letter = Letter(
        kind, fund_code, dedupe_key, about, recipient.pk if recipient else None, address, context or {},
        not_before,
    )  # fmt: skip
    row = _row(letter, at, hold=hold)
    values = {f.attname: getattr(row, f.attname) for f in Notice._meta.concrete_fields if not f.primary_key}
    made, _ = Notice.objects.get_or_create(dedupe_key=values.pop("dedupe_key"), defaults=values)
    return made


def queue_many(letters: Iterable[Letter], *, at: datetime, hold: bool = False) -> int:
    """Queue many letters at once; those whose key is known already are passed over.

    Returns how many are new. Two statements for every 500 letters.
    """
    rows = [_row(letter, at, hold=hold) for letter in letters if letter.recipient_id or letter.address]
    new = 0
    for start in range(0, len(rows), _BATCH):
        part = rows[start : start + _BATCH]
        Notice.objects.bulk_create(part, ignore_conflicts=True)
        new += Notice.objects.filter(message_id__in=[row.message_id for row in part]).count()
    return new


def write_personal(
    kind: str, address: str, recipient: User | None, context: dict[str, Any], at_once: bool
) -> None:
    """Queue a letter about somebody's own account, of no fund (`people.letters`)."""
    queue(
        kind,
        fund_code="",
        dedupe_key=f"{kind}:{uuid4()}",
        recipient=recipient,
        address=address,
        about=f"user:{recipient.pk}" if recipient else "",
        context=context,
        at=clock.now(),
    )
    if at_once:
        deliver_soon()


def deliver_soon() -> None:
    """Have the outbox delivered as soon as the transaction commits, for letters that somebody waits for.

    Where the broker does not answer, the next minute's run sends them.
    """
    transaction.on_commit(_send_for, robust=True)


def _send_for() -> None:
    try:
        current_app.send_task("notices.tasks.deliver", expires=60, retry=False)
    except OperationalError:
        log.warning("the broker does not answer: letters wait for the next run")


def _row(letter: Letter, at: datetime, *, hold: bool) -> Notice:
    state = "suppressed" if _suppressed.get() else "held" if hold else Notice.lifecycle.initial
    return Notice(
        fund_code=letter.fund_code,
        kind=letter.kind,
        dedupe_key=letter.dedupe_key,
        recipient_id=letter.recipient_id,
        address=letter.address,
        subject_key=letter.about,
        context=letter.context,
        state=state,
        message_id=f"<{uuid4().hex}@{_domain()}>",
        not_before=letter.not_before,
        queued_at=at,
    )


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"


@transaction.atomic
def release(*, notice_ids: Iterable[int], by: Actor) -> int:
    """Let held letters go. That the person may is the caller's check. Raises WrongState; then none goes.

    Constant queries.
    """
    return _move(notice_ids, "release", by)


@transaction.atomic
def suppress(*, notice_ids: Iterable[int], by: Actor) -> int:
    """Keep held or queued letters from being sent. The caller checks the person. Raises WrongState."""
    return _move(notice_ids, "suppress", by)


def _move(notice_ids: Iterable[int], verb: str, by: Actor) -> int:
    rows = list(Notice.objects.select_for_update(of=("self",)).filter(pk__in=list(notice_ids)).order_by("pk"))
    return move_all(rows, verb, by=by, at=clock.now(), role="officer")
