"""Messages between a group and the office about an application (やりとり): written, read, never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, QuerySet

from applications.models import Application, Message, ReadMark
from applications.permissions import HIDDEN_FROM_OFFICE, require_correspondent
from applications.rules import NAMED, Faults
from applications.services.common import find_application, lock_application
from applications.services.documents import keep_file, require_room
from common import clock
from common.errors import DomainError, KeyReused, NotFound, refuse
from common.files import Inspected, inspect
from fund.models import StaffRole
from notices.services import Letter, queue_many
from people.models import Membership
from trail.services import Actor, note, subject_of

LONGEST: Final = 4000
"""User-perceived characters."""
MOST_FILES: Final = 5


class MessagesNotOpen(DomainError):
    """The office knows nothing of a draft, so nothing can be asked about it there."""

    code = "applications.messages_not_open"
    ja = "下書きは事務局からは見えません。提出してから送るか、お電話などでお問い合わせください。"
    en = "The office does not see a draft. Please write once it is filed, or ask by telephone."


class TooManyFiles(DomainError):
    code = "applications.too_many_files"
    status = 422
    ja = "1通に添付できるファイルは{most}つまでです。"
    en = "A message may carry {most} files."


def post_message(
    *,
    application_id: int,
    by: Actor,
    body: str,
    field: str = "",
    files: Sequence[tuple[str, bytes]] = (),
    key: str = "",
) -> Message:
    """Write to the other side (whoever writes for the group, or works in the office), with files as (name,
    content); the other side is told once until they have read.

    The same `key` of one person returns the first message. Raises NotFound, NotAllowed, MessagesNotOpen,
    KeyReused, TooManyFiles, FilesTooLarge, FieldErrors, and as `common.files.inspect`.
    """
    _require_may_write(find_application(application_id), by)
    if len(files) > MOST_FILES:
        raise TooManyFiles(pointer="/files", most=MOST_FILES)
    inspected = [inspect(name, content) for name, content in files]
    with transaction.atomic():
        application = lock_application(application_id)
        side = _require_may_write(application, by)
        sha256 = _fingerprint(body, field, inspected)
        first = application.messages.filter(author_id=by.pk, key=key).first() if key else None
        if first is not None:
            if first.sha256 != sha256:
                raise KeyReused(pointer="Idempotency-Key")
            return first
        _check(body, field)
        require_room(application, sum(item.size for item in inspected), messages=True)
        at = clock.now()
        made = Message.objects.create(
            application=application,
            author_id=by.pk,
            side=side,
            body=body,
            field=field,
            key=key,
            sha256=sha256,
            at=at,
        )
        for item in inspected:
            keep_file(application, item, by=by, at=at, message=made)
        note(application, "message", by=by, at=at, role=side, message=made.pk)
        queue_many(_letters(application, made), at=at)
    return made


def _require_may_write(application: Application, by: Actor) -> str:
    side = require_correspondent(by, application, writing=True)
    if application.state in HIDDEN_FROM_OFFICE:
        raise MessagesNotOpen
    return side


def _fingerprint(body: str, field: str, files: Sequence[Inspected]) -> str:
    content = json.dumps([body, field, [[item.name, item.sha256] for item in files]])
    return hashlib.sha256(content.encode()).hexdigest()


def _check(body: str, field: str) -> None:
    faults = Faults()
    faults.text(body, "/body", limit=LONGEST)
    if field and field not in NAMED:
        faults.add("/field", "unknown_field")
    refuse(faults)


def _letters(application: Application, message: Message) -> Iterable[Letter]:
    """To everybody of the other side; until one has read, no second letter. It names nobody, and says
    nothing of what was written."""
    places: QuerySet[Any]
    if message.side == "office":
        places = Membership.objects.filter(group_id=application.group_id)
    else:
        places = StaffRole.objects.filter(fund_id=application.round.fund_id, role="officer")
    people = places.filter(ended_on__isnull=True, user__is_active=True).exclude(user_id=message.author_id)
    marks = dict(application.read_marks.order_by().values_list("reader_id").annotate(last=Max("upto_id")))
    kind = "message_to_group" if message.side == "office" else "message_to_office"
    call = application.round
    context = {"fund": call.fund.name, "round": call.name, "number": application.number}
    for user_id in sorted(set(people.values_list("user_id", flat=True))):
        key = f"{kind}:{application.pk}:{user_id}:{marks.get(user_id, 0)}"
        yield Letter(
            kind,
            call.fund.code,
            key,
            subject_of(application),
            recipient_id=user_id,
            scope=subject_of(call),
            context=context,
        )


@transaction.atomic
def mark_read(*, application_id: int, by: Actor, upto: int) -> Application:
    """Somebody has read the messages up to this one (members of the group, the office but its auditors).

    Marks only ever come to it, and twice is once; so no lock is needed. Raises NotFound, NotAllowed.
    """
    application = find_application(application_id)
    side = require_correspondent(by, application, writing=False)
    if not application.messages.filter(pk=upto).exists():
        raise NotFound(pointer="/upto")
    own = application.read_marks.filter(reader_id=by.pk)
    if not own.filter(upto_id__gte=upto).exists():
        ReadMark.objects.get_or_create(
            upto_id=upto,
            reader_id=by.pk,
            defaults={"application": application, "side": side, "at": clock.now()},
        )
    return application
