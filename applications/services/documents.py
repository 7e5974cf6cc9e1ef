"""Documents handed in with an application: known kinds of files only, such as open, each scanned."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, Sum

from applications.models import Application, Attachment
from applications.permissions import require_group
from applications.services.common import find_application, lock_application
from applications.services.drafting import require_editable
from applications.services.scanning import scan_soon
from applications.services.submitting import open_correction
from common import clock
from common.errors import DomainError, NotFound
from common.files import Inspected, inspect
from common.scanned import first_state
from fund.models import DocumentType
from trail.services import Actor, note

LARGEST_ALL: Final = 50 * 1024 * 1024


class FilesTooLarge(DomainError):
    code = "applications.files_too_large"
    status = 422
    ja = "添付書類の合計が50MBを超えます。使わないものを外してください。"
    en = "The documents together exceed 50 MB. Please remove some."


class DocumentsNotOpen(DomainError):
    """Only the named fields open again for a correction."""

    code = "applications.documents_not_open"
    ja = "添付書類は補正を依頼されていません。"
    en = "The documents were not opened for correction."


def _require_open(application: Application) -> None:
    """Raises NotEditable, DocumentsNotOpen."""
    require_editable(application)
    if application.state == "returned" and "documents" not in open_correction(application).fields:
        raise DocumentsNotOpen


def attach_document(
    *, application_id: int, by: Actor, name: str, content: bytes, document_code: str = ""
) -> Attachment:
    """Hand in a document, of the type `document_code` of the call or of none.

    At most 10 MB, 50 MB in all; stored under a random name, and scanned. The same file of the same name and
    type is there once, however often a poor line sends it. Raises NotFound, NotAllowed,
    NotEditable, DocumentsNotOpen, FilesTooLarge, and as `common.files.inspect`.
    """
    require_may_attach(find_application(application_id), by)
    # Nobody waits for a lock while a file is read.
    inspected = inspect(name, content)
    with transaction.atomic():
        application = lock_application(application_id)
        require_may_attach(application, by)
        kind = document_type_of(application, document_code)
        live = application.attachments.filter(Attachment.LIVE, document_type=kind, name=inspected.name)
        there = live.filter(sha256=inspected.sha256).first()
        if there is not None:
            return there
        require_room(application, inspected.size)
        made = keep_file(application, inspected, by=by, at=clock.now(), document_type=kind)
        note(application, "attach", by=by, at=made.at, role="group", attachment=made.pk, name=made.name)
    return made


def require_may_attach(application: Application, by: Actor) -> None:
    """Person and state of handing in a document. Raises as `attach_document`."""
    require_group(by, application)
    _require_open(application)


def require_room(application: Application, size: int, *, messages: bool = False) -> None:
    """For `size` more bytes of documents, or of files with messages, which are counted by themselves. The
    caller holds the application's lock. Raises FilesTooLarge."""
    live = application.attachments.filter(removed_at__isnull=True, message__isnull=not messages)
    if (live.aggregate(all=Sum("size"))["all"] or 0) + size > LARGEST_ALL:
        raise FilesTooLarge(pointer="/file")


def keep_file(
    application: Application, inspected: Inspected, *, by: Actor, at: datetime, **more: Any
) -> Attachment:
    """Store a file under a random name and have it scanned; part of the caller's transaction."""
    made = Attachment(
        application=application,
        name=inspected.name,
        content_type=inspected.content_type,
        size=inspected.size,
        sha256=inspected.sha256,
        pages=inspected.pages,
        state=first_state(),
        by_id=by.pk,
        at=at,
        **more,
    )
    made.file.save(f"{uuid4().hex}.{inspected.extension}", ContentFile(inspected.content), save=False)
    made.save()
    if made.state == "waiting":
        scan_soon()
    return made


def document_type_of(application: Application, code: str) -> DocumentType | None:
    """The type of this code; none for none. Raises NotFound."""
    if not code:
        return None
    own = Q(department__isnull=True) | Q(department_id=application.department_id)
    found = DocumentType.objects.filter(own, round_id=application.round_id, code=code).first()
    if found is None:
        raise NotFound(pointer="/document_code")
    return found


@transaction.atomic
def remove_document(*, application_id: int, attachment_id: int, by: Actor) -> Attachment:
    """Take a document out; what was filed with it keeps it. Raises NotFound, NotAllowed, NotEditable,
    DocumentsNotOpen."""
    application = lock_application(application_id)
    require_group(by, application)
    _require_open(application)
    attachment = application.attachments.filter(Attachment.LIVE, pk=attachment_id).first()
    if attachment is None:
        raise NotFound
    at = clock.now()
    attachment.removed_at = at
    attachment.save(update_fields=["removed_at"])
    note(application, "remove_document", by=by, at=at, role="group", attachment=attachment.pk)
    return attachment


@transaction.atomic
def restore_document(*, application_id: int, attachment_id: int, by: Actor) -> Attachment:
    """Put back a document that was taken out; twice is once. Raises NotFound, NotAllowed, NotEditable,
    DocumentsNotOpen, FilesTooLarge."""
    application = lock_application(application_id)
    require_may_attach(application, by)
    rows = application.attachments.filter(message__isnull=True).select_related("document_type")
    attachment = rows.filter(pk=attachment_id).first()
    if attachment is None:
        raise NotFound
    if attachment.removed_at is None:
        return attachment
    require_room(application, attachment.size)
    attachment.removed_at = None
    attachment.save(update_fields=["removed_at"])
    note(application, "restore_document", by=by, at=clock.now(), role="group", attachment=attachment.pk)
    return attachment
