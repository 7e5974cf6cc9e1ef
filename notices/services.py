"""The outbox's writers: a letter is queued in the transaction that causes it, and sent after it commits.

While a past year is taken in (`suppressed()`), rows are kept but never sent.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from kombu.exceptions import OperationalError

from common import clock
from common.errors import NotFound, refuse
from notices.models import HeldScope, LetterText, Notice
from notices.wording import TEXT_FIELDS, WORDED, known_placeholders, placeholders_of, text_faults
from people.models import User
from trail.services import Actor, move, move_all, note

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
    scope: str = ""


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
    scope: str = "",
) -> Notice | None:
    """Put one letter into the outbox, inside the caller's transaction.

    `kind` chooses the text (notices.texts) and `context` fills it; `about` names the object
    (`application:12`); the same `dedupe_key` returns the first letter. With `hold` the office releases
    it later; letters of a `scope` wait while the scope is held. None when there is nobody to write to.
    At most 3 queries.
    """
    if recipient is None and not address:
        return None
    letter = Letter(
        kind, fund_code, dedupe_key, about, recipient.pk if recipient else None, address, context or {},
        not_before, scope,
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


def renew(letters: Iterable[Letter]) -> None:
    """Give letters that are still held the facts of today. 1 query and one for every 500 letters."""
    facts = {letter.dedupe_key: letter.context for letter in letters}
    rows = list(_locked().filter(dedupe_key__in=list(facts), state="held"))
    for row in rows:
        row.context = facts[row.dedupe_key]
    Notice.objects.bulk_update(rows, ["context"], batch_size=_BATCH)


def held_of(letters: Iterable[Letter]) -> list[int]:
    """The ids of those of the letters that are held. 1 query."""
    keys = [letter.dedupe_key for letter in letters]
    return list(Notice.objects.filter(dedupe_key__in=keys, state="held").values_list("pk", flat=True))


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
        scope=letter.scope,
        context=letter.context,
        state=state,
        message_id=f"<{uuid4().hex}@{domain_of_ids()}>",
        not_before=letter.not_before,
        queued_at=at,
    )


def domain_of_ids() -> str:
    """What stands behind the @ of a Message-ID."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"


@transaction.atomic
def release(*, notice_ids: Iterable[int], by: Actor) -> int:
    """Let held letters go. That the person may is the caller's check. Raises WrongState; then none goes.

    Constant queries.
    """
    return _move(notice_ids, "release", by, let_go_at=clock.now())


@transaction.atomic
def hold(*, notice_ids: Iterable[int], by: Actor) -> int:
    """Keep queued letters until they are let go. The caller checks the person. Raises WrongState."""
    return _move(notice_ids, "hold", by)


@transaction.atomic
def suppress(*, notice_ids: Iterable[int], by: Actor) -> int:
    """Keep held or queued letters from being sent. The caller checks the person. Raises WrongState."""
    return _move(notice_ids, "suppress", by)


@transaction.atomic
def send_again(*, notice_ids: Iterable[int], by: Actor) -> int:
    """Try letters anew that the mail server refused. The caller checks the person. Raises WrongState."""
    return _move(notice_ids, "send_again", by, attempts=0, not_before=None, let_go_at=clock.now())


def _move(notice_ids: Iterable[int], verb: str, by: Actor, **also: Any) -> int:
    rows = list(_locked().filter(pk__in=list(notice_ids)))
    moved = move_all(rows, verb, by=by, at=clock.now(), role="officer")
    if also:
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(**also)
    return moved


def _locked() -> QuerySet[Notice]:
    return Notice.objects.select_for_update(of=("self",)).order_by("pk")


@transaction.atomic
def edit_letter(*, notice_id: int, subject: str, body: str, by: Actor) -> Notice:
    """Word one letter that has not gone out in its own way; it is held from then on.

    Placeholders stay placeholders, so that figures keep following the facts. The caller checks the
    person. Raises NotFound, WrongState, FieldErrors. At most 5 queries.
    """
    row = _locked().filter(pk=notice_id).first()
    if row is None:
        raise NotFound
    if row.state != "held":
        row.lifecycle.step(row.state, "hold")
    refuse(text_faults({"/subject": subject, "/body": body}, placeholders_of(row)))
    at = clock.now()
    if row.state != "held":
        move(row, "hold", by=by, at=at, role="officer")
    row.own_subject, row.own_body = subject.strip(), body.strip()
    row.save(update_fields=["own_subject", "own_body"])
    note(row, "edit", by=by, at=at, role="officer", subject=row.own_subject, body=row.own_body)
    return row


@transaction.atomic
def hold_scope(*, scope: str, fund_code: str, by: Actor) -> bool:
    """Hold all mail of a scope from now on, what is queued included. False where it was held already.

    The caller checks the person. 4 queries and one for every 2,000 letters.
    """
    at = clock.now()
    _, new = HeldScope.objects.get_or_create(
        scope=scope, defaults={"fund_code": fund_code, "by_id": by.pk, "at": at}
    )
    waiting = _locked().filter(scope=scope, state="queued", let_go_at__isnull=True)
    move_all(waiting, "hold", by=by, at=at, role="officer")
    return new


@transaction.atomic
def let_scope_go(*, scope: str, by: Actor, but: Collection[str] = ()) -> int:
    """End the hold of a scope and let everything go that waits, `but` these kinds. Returns how many."""
    HeldScope.objects.filter(scope=scope).delete()
    rows = _locked().filter(scope=scope, state="held").exclude(kind__in=but)
    waiting = list(rows.values_list("pk", flat=True))
    return _move(waiting, "release", by, let_go_at=clock.now())


@transaction.atomic
def write_text(*, fund_code: str, kind: str, texts: dict[str, str], by: Actor) -> LetterText:
    """A new version of a fund's own words for a kind: `subject_ja`, `body_ja`, `subject_en`, `body_en`.

    All empty: back to the product's words. One half cannot be empty. The caller locks the fund and checks
    the person. Raises NotFound for a kind that is not worded by funds, FieldErrors.
    """
    if kind not in WORDED:
        raise NotFound
    given = {name: texts.get(name, "").strip() for name in TEXT_FIELDS}
    if any(given.values()):
        refuse(text_faults({f"/{name}": text for name, text in given.items()}, known_placeholders(kind)))
    last = LetterText.objects.filter(fund_code=fund_code, kind=kind).order_by("-number").first()
    return LetterText.objects.create(
        fund_code=fund_code,
        kind=kind,
        number=last.number + 1 if last else 1,
        by_id=by.pk,
        at=clock.now(),
        **given,
    )
