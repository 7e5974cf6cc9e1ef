"""Papers that a group keeps for its applications: handed in once, scanned, used again each year."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Sum

from common import clock, scanned, scanning
from common.errors import DomainError, FieldFault, NotFound, refuse
from common.files import inspect
from people.models import GroupDocument
from people.permissions import require_member
from people.services.groups import lock_group
from trail.services import SYSTEM, Actor, move, move_all, note

LARGEST_ALL: Final = 50 * 1024 * 1024
TASK: Final = "people.tasks.scan_documents"


class GroupFilesTooLarge(DomainError):
    code = "people.files_too_large"
    status = 422
    ja = "団体の書類の合計が50MBを超えます。使わないものを外してください。"
    en = "The group's documents together exceed 50 MB. Please remove some."


def keep_document(
    *, group_id: int, by: Actor, kind: str, name: str, content: bytes, dated_on: date | None = None
) -> GroupDocument:
    """Keep a paper of the group (whoever writes for it); at most 10 MB each, 50 MB in all.

    Raises NotFound, NotAllowed, FieldErrors, GroupFilesTooLarge, and as `common.files.inspect`.
    """
    require_member(by, group_id, writing=True)
    refuse(_faults(kind, dated_on))
    # Nobody waits for a lock while a file is read.
    inspected = inspect(name, content)
    with transaction.atomic():
        group = lock_group(group_id)
        require_member(by, group_id, writing=True)
        held = group.documents.filter(GroupDocument.LIVE).aggregate(all=Sum("size"))["all"] or 0
        if held + inspected.size > LARGEST_ALL:
            raise GroupFilesTooLarge(pointer="/file")
        at = clock.now()
        made = GroupDocument(
            group=group,
            kind=kind,
            dated_on=dated_on,
            name=inspected.name,
            content_type=inspected.content_type,
            size=inspected.size,
            sha256=inspected.sha256,
            pages=inspected.pages,
            state=scanned.first_state(),
            by_id=by.pk,
            at=at,
        )
        made.file.save(f"{uuid4().hex}.{inspected.extension}", ContentFile(inspected.content), save=False)
        made.save()
        note(group, "keep_document", by=by, at=at, document=made.pk, kind=kind, name=made.name)
        if made.state == "waiting":
            scanned.scan_soon(TASK)
    return made


def _faults(kind: str, dated_on: date | None) -> list[FieldFault]:
    found = []
    if kind not in dict(GroupDocument.KINDS):
        ja, en = "書類の種類を選んでください。", "Please choose the kind of document."
        found.append(FieldFault("/kind", "people.document_kind", ja, en))
    if dated_on is not None and dated_on > clock.today():
        ja, en = "今日までの日付を入れてください。", "Please enter a day up to today."
        found.append(FieldFault("/dated_on", "people.document_date", ja, en))
    return found


@transaction.atomic
def remove_document(*, group_id: int, document_id: int, by: Actor) -> GroupDocument:
    """Take a paper out of the group's; applications keep their copies. Raises NotFound, NotAllowed."""
    group = lock_group(group_id)
    require_member(by, group_id, writing=True)
    found: GroupDocument | None = group.documents.filter(GroupDocument.LIVE, pk=document_id).first()
    if found is None:
        raise NotFound
    found.removed_at = clock.now()
    found.save(update_fields=["removed_at"])
    note(group, "remove_document", by=by, at=found.removed_at, document=found.pk)
    return found


def scan_documents() -> int:
    """Have what waits looked at; how many are done. While the scanner is away everything waits on."""
    if not scanning.is_configured():
        return 0
    _take_up()
    waiting = GroupDocument.objects.filter(state="waiting").order_by("pk")[: scanned.MOST]
    return scanned.look_at(waiting, _record)


@transaction.atomic
def _take_up() -> None:
    rows = GroupDocument.objects.select_for_update(of=("self",)).filter(state="unscanned")
    move_all(rows.order_by("pk")[: scanned.MOST], "queue_scan", by=SYSTEM, at=clock.now())


@transaction.atomic
def _record(pk: Any, verb: str, found: str) -> None:
    document = GroupDocument.objects.select_for_update(of=("self",)).get(pk=pk)
    if document.state == "waiting":
        move(document, verb, by=SYSTEM, at=clock.now(), reason=found)
