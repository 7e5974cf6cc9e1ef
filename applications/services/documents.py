"""Documents handed in with an application: known kinds of files only, told by their content."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Final
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, Sum

from applications.models import Application, Attachment
from applications.permissions import require_group
from applications.services.common import lock_application
from applications.services.drafting import require_editable
from applications.services.submitting import open_correction
from common import clock
from common.errors import DomainError, NotFound
from fund.models import DocumentType
from trail.services import Actor, note

LARGEST_FILE: Final = 10 * 1024 * 1024
LARGEST_ALL: Final = 50 * 1024 * 1024
LONGEST_NAME: Final = 200

KINDS: Final = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_BEGINNINGS: Final = {
    "pdf": b"%PDF-",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n\x1a\n",
}
_INSIDE: Final = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}


class FileTooLarge(DomainError):
    code = "applications.file_too_large"
    status = 422
    ja = "ファイルが大きすぎます。1つ10MBまでにしてください。"
    en = "The file is too large: at most 10 MB each."


class FilesTooLarge(DomainError):
    code = "applications.files_too_large"
    status = 422
    ja = "添付書類の合計が50MBを超えます。使わないものを外してください。"
    en = "The documents together exceed 50 MB. Please remove some."


class FileKindUnknown(DomainError):
    """The name and the content must both say the same known kind."""

    code = "applications.file_kind"
    status = 422
    ja = "このファイルは受け付けられません。PDF・JPEG・PNG・XLSX・DOCXを添付してください。"
    en = "This file cannot be taken. Please attach PDF, JPEG, PNG, XLSX or DOCX."


class FileNameUnusable(DomainError):
    code = "applications.file_name"
    status = 422
    ja = "ファイルの名前を200文字以内で付けてください。"
    en = "Please give the file a name of at most 200 characters."


class DocumentsNotOpen(DomainError):
    """Only the named fields open again for a correction."""

    code = "applications.documents_not_open"
    ja = "添付書類は補正を依頼されていません。"
    en = "The documents were not opened for correction."


def kind_of(name: str, content: bytes) -> str:
    """The extension of a file whose name and content agree. Raises FileKindUnknown."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in KINDS:
        raise FileKindUnknown(pointer="/file")
    if extension in _BEGINNINGS:
        agrees = content.startswith(_BEGINNINGS[extension])
    else:
        agrees = _holds(content, _INSIDE[extension])
    if not agrees:
        raise FileKindUnknown(pointer="/file")
    return extension


def _holds(content: bytes, part: str) -> bool:
    """Whether an Office file holds the part that makes it one; only its table of contents is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    return {"[Content_Types].xml", part} <= names


def _require_open(application: Application) -> None:
    """Raises NotEditable, DocumentsNotOpen."""
    require_editable(application)
    if application.state == "returned" and "documents" not in open_correction(application).fields:
        raise DocumentsNotOpen


@transaction.atomic
def attach_document(
    *, application_id: int, by: Actor, name: str, content: bytes, document_code: str = ""
) -> Attachment:
    """Hand in a document, of the type `document_code` of the call or of none.

    At most 10 MB, 50 MB in all; stored under a random name. Raises NotFound, NotAllowed, NotEditable,
    DocumentsNotOpen, FileNameUnusable, FileKindUnknown, FileTooLarge, FilesTooLarge.
    """
    application = lock_application(application_id)
    require_group(by, application)
    _require_open(application)
    name = name.replace("\\", "/").rpartition("/")[2]
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise FileNameUnusable(pointer="/name")
    if len(content) > LARGEST_FILE:
        raise FileTooLarge(pointer="/file")
    extension = kind_of(name, content)
    live = application.attachments.filter(removed_at__isnull=True)
    if (live.aggregate(all=Sum("size"))["all"] or 0) + len(content) > LARGEST_ALL:
        raise FilesTooLarge(pointer="/file")
    at = clock.now()
    attachment = Attachment(
        application=application,
        document_type=_document_type(application, document_code),
        name=name,
        content_type=KINDS[extension],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        by_id=by.pk,
        at=at,
    )
    attachment.file.save(f"{uuid4().hex}.{extension}", ContentFile(content), save=False)
    attachment.save()
    note(application, "attach", by=by, at=at, role="group", attachment=attachment.pk, name=name)
    return attachment


def _document_type(application: Application, code: str) -> DocumentType | None:
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
    attachment = application.attachments.filter(pk=attachment_id, removed_at__isnull=True).first()
    if attachment is None:
        raise NotFound
    at = clock.now()
    attachment.removed_at = at
    attachment.save(update_fields=["removed_at"])
    note(application, "remove_document", by=by, at=at, role="group", attachment=attachment.pk)
    return attachment
