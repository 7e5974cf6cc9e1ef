"""Last year's work again: its content into an empty draft, its documents one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from applications.models import Application, Attachment
from applications.queries import filed_earlier
from applications.rules import ROW_KEY, Faults, carry_over
from applications.services.common import NotEditable, find_application, lock_application
from applications.services.documents import (
    document_type_of,
    keep_file,
    require_may_attach,
    require_room,
)
from applications.services.drafting import KEPT, keep, merged, require_may_save, require_version
from applications.services.filing import form_setup
from common import clock
from common.errors import DomainError, NotFound
from common.files import FileBroken, FileUnreadable, Inspected, inspect
from common.scanned import FileInfected
from fund.models import DocumentType
from people.models import GroupDocument
from trail.services import Actor, note


class DraftNotEmpty(DomainError):
    """Nothing that was typed is replaced unasked."""

    code = "applications.draft_not_empty"
    ja = "下書きにもう{fields}項目が書かれています。置きかえるときは、いまの版を確かめて選んでください。"
    en = "Something is written already ({fields} fields). To replace it, name the version and choose replace."


@dataclass(frozen=True)
class Copied:
    """What came over into a draft, what was left out and why, and what it replaced as it was."""

    application: Application
    fields: tuple[str, ...]
    left_out: Faults
    replaced: dict[str, Any]


@transaction.atomic
def copy_from(
    *, application_id: int, by: Actor, source_id: int, if_version: int | None = None, replace: bool = False
) -> Copied:
    """Take the content of another application of the same group, as last filed or else as typed, into a
    draft: what the present call still asks for.

    An empty draft takes it; one with content only with `replace` and the version that was looked at, and then
    what is replaced is told whole. Raises NotFound, NotAllowed, NotEditable, StaleVersion, DraftNotEmpty,
    DraftTooLarge.
    """
    application = lock_application(application_id)
    require_may_save(application, by)
    if application.state != "draft":
        raise NotEditable(application)
    require_version(application, if_version)
    others = Application.objects.filter(group_id=application.group_id).exclude(pk=application.pk)
    source = others.filter(pk=source_id).first()
    if source is None:
        raise NotFound(pointer="/application")
    written = {key: value for key, value in application.draft.items() if _says_something(value)}
    if written and not (replace and if_version is not None):
        raise DraftNotEmpty(fields=len(written))
    last = source.submissions.order_by("-number").first()
    content = last.data if last is not None else source.draft
    carried, left_out = carry_over(content, form_setup(application, frozenset()))
    at = clock.now()
    keep(application, merged(application.draft, carried), by=by, at=at)
    application.save(update_fields=KEPT)
    fields = tuple(sorted(carried))
    note(application, "copy_from", by=by, at=at, role="group", source=source.pk, fields=list(fields))
    replaced = {key: value for key, value in written.items() if key in carried and value != carried[key]}
    return Copied(application, fields, left_out, replaced)


def _says_something(value: Any) -> bool:
    """Whether anybody typed anything; an unticked box says nothing, nor does the key of an empty row."""
    if isinstance(value, dict):
        return any(_says_something(item) for key, item in value.items() if key != ROW_KEY)
    if isinstance(value, list):
        return any(_says_something(item) for item in value)
    return value not in (None, "", False)


def reuse_document(
    *, application_id: int, by: Actor, document_id: int, document_code: str | None = None
) -> Attachment:
    """Attach a document that the group filed earlier with the same fund: a copy of the stored file, scanned
    anew, of the type asked for or of the same type where the call has one.

    Raises NotFound, FileInfected, FileUnreadable, and as `attach_document`.
    """
    found = find_application(application_id)
    require_may_attach(found, by)
    source = filed_earlier(found).filter(pk=document_id).first()
    if source is None:
        raise NotFound(pointer="/document")
    inspected = _read(source)
    with transaction.atomic():
        application = lock_application(application_id)
        require_may_attach(application, by)
        require_room(application, inspected.size)
        kind = _type_of(application, source, document_code)
        made = keep_file(application, inspected, by=by, at=clock.now(), document_type=kind)
        note(
            application,
            "attach",
            by=by,
            at=made.at,
            role="group",
            attachment=made.pk,
            name=made.name,
            reused=source.pk,
        )
    return made


def use_group_document(
    *, application_id: int, by: Actor, document_id: int, document_code: str = ""
) -> Attachment:
    """Attach a paper that the group keeps: a copy of the stored file, scanned anew.

    Raises NotFound, FileInfected, FileUnreadable, and as `attach_document`.
    """
    found = find_application(application_id)
    require_may_attach(found, by)
    source = GroupDocument.objects.filter(GroupDocument.LIVE, pk=document_id, group_id=found.group_id).first()
    if source is None:
        raise NotFound(pointer="/group_document")
    inspected = _read(source)
    with transaction.atomic():
        application = lock_application(application_id)
        require_may_attach(application, by)
        require_room(application, inspected.size)
        kind = document_type_of(application, document_code)
        made = keep_file(application, inspected, by=by, at=clock.now(), document_type=kind)
        note(
            application,
            "attach",
            by=by,
            at=made.at,
            role="group",
            attachment=made.pk,
            name=made.name,
            kept=source.pk,
        )
    return made


def _type_of(application: Application, source: Attachment, code: str | None) -> DocumentType | None:
    if code is not None or source.document_type is None:
        return document_type_of(application, code or "")
    try:
        return document_type_of(application, source.document_type.code)
    except NotFound:  # this call does not ask for it
        return None


def _read(source: Attachment | GroupDocument) -> Inspected:
    """The stored file as it came in. Raises FileInfected, FileUnreadable."""
    if source.state == "infected":
        raise FileInfected(pointer="/document")
    if source.state == "unreadable":
        raise FileUnreadable(pointer="/document")
    try:
        with source.file.open("rb") as held:
            inspected = inspect(source.name, held.read())
    except FileNotFoundError:
        raise FileBroken(pointer="/document") from None
    if inspected.sha256 != source.sha256:
        raise FileBroken(pointer="/document")
    return inspected
