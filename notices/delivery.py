"""Sending what is queued: rows are claimed with a lease, sent under one Message-ID, and marked.

Before a reminder goes out it is asked again whether the thing is still to be done (R15).

A row whose sender died is claimed again when its lease runs out; never zero, seldom twice.
"""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from common import clock
from notices.choices import is_unwanted
from notices.models import HeldScope, LetterText, Notice
from notices.radar import overtaken
from notices.rules import retry_after
from notices.states import NOTICE
from notices.texts import SECRET
from notices.wording import own_texts, written
from trail.services import SYSTEM, move_all

LEASE: Final = timedelta(minutes=5)
BATCH: Final = 50

_CLAIM = NOTICE.step("queued", "claim")
_CONFIRM = NOTICE.step("sending", "confirm")
_RETRY = NOTICE.step("sending", "retry")
_GIVE_UP = NOTICE.step("sending", "give_up")
_OVERTAKEN = NOTICE.step("sending", "overtake")
_UNWANTED = NOTICE.step("sending", "spare")


def hold_back() -> None:
    """Hold the queued letters of scopes that are held, unless the office let one go by itself. 1 query
    where nothing is to be held."""
    with transaction.atomic():
        held = HeldScope.objects.values("scope")
        rows = Notice.objects.select_for_update(of=("self",)).order_by("pk")
        waiting = rows.filter(state="queued", let_go_at__isnull=True, scope__in=held).exclude(scope="")
        if found := list(waiting):
            move_all(found, "hold", by=SYSTEM, at=clock.now())


def claim(limit: int = BATCH) -> list[Notice]:
    """Take up to `limit` due letters for ourselves, oldest first. 4 queries.

    Rows that another worker is claiming are passed over (PostgreSQL) or already taken when it is our
    turn (SQLite).
    """
    with transaction.atomic():
        rows: QuerySet[Notice] = Notice.objects.order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        at = clock.now()
        waiting = Q(state=_CLAIM.source) & (Q(not_before=None) | Q(not_before__lte=at))
        due = waiting | Q(state=_CLAIM.target, lease_until__lt=at)
        ids = list(rows.filter(due).values_list("pk", flat=True)[:limit])
        Notice.objects.filter(pk__in=ids).filter(due).update(
            state=_CLAIM.target, lease_until=at + LEASE, attempts=F("attempts") + 1
        )
        return list(Notice.objects.filter(pk__in=ids).select_related("recipient").order_by("pk"))


def deliver(limit: int = BATCH) -> int:
    """Send one batch; returns how many letters were taken up, whatever became of them."""
    hold_back()
    rows = claim(limit)
    if not rows:
        return 0
    done = overtaken(rows)
    for row in rows:
        if row.pk in done:
            _mark(row, state=_OVERTAKEN.target, error="")
        elif is_unwanted(row):
            done.add(row.pk)
            _mark(row, state=_UNWANTED.target, error="")
    own = own_texts({row.fund_code for row in rows}, {row.kind for row in rows})
    mail = get_connection()
    try:
        mail.open()
    except OSError as away:
        for row in rows:
            if row.pk not in done:
                _not_now(row, str(away))
        return len(rows)
    try:
        for row in rows:
            if row.pk not in done:
                send(row, mail, own)
    finally:
        mail.close()
    return len(rows)


def send(row: Notice, mail: Any, own: dict[tuple[str, str], LetterText]) -> None:
    """Send one claimed letter over `mail` in the fund's `own` words and mark what became of it."""
    recipient = row.recipient
    address = row.address or (recipient.email if recipient else "")
    subject, body = written(row, own)
    letter = EmailMessage(
        subject=subject,
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        headers={"Message-ID": row.message_id},
        connection=mail,
    )
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as refused:
        code = max(answer[0] for answer in refused.recipients.values())
        (_refused if code >= 500 else _not_now)(row, str(refused))
    except smtplib.SMTPResponseException as answer:
        (_refused if answer.smtp_code >= 500 else _not_now)(row, str(answer))
    except (smtplib.SMTPException, OSError) as away:
        _not_now(row, str(away))
    except ValueError as unusable:
        # An address or a header that no mail server could take.
        _refused(row, str(unusable))
    else:
        _mark(
            row,
            state=_CONFIRM.target,
            sent_at=clock.now(),
            address=address,
            sent_subject=subject,
            error="",
            **({"sent_body": "", "context": {}} if row.kind in SECRET else {"sent_body": body}),
        )


def _not_now(row: Notice, why: str) -> None:
    wait = retry_after(row.attempts)
    if wait is None:
        _refused(row, why)
    else:
        at: datetime = clock.now()
        _mark(row, state=_RETRY.target, not_before=at + wait, error=why)


def _refused(row: Notice, why: str) -> None:
    _mark(row, state=_GIVE_UP.target, error=why)


def _mark(row: Notice, **values: Any) -> None:
    """Write the outcome unless the lease ran out meanwhile and somebody else took the row."""
    ours = Notice.objects.filter(pk=row.pk, state=_CLAIM.target, attempts=row.attempts)
    ours.update(lease_until=None, **values)
