"""Files that people hand in, whatever for: known kinds only, told by name and content, and such as open.

Every upload of the product goes through `inspect`; what it lets through is stored and scanned
(`common.scanning`).
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from typing import Final

from pypdf import PdfReader

from common.errors import DomainError

LARGEST_FILE: Final = 10 * 1024 * 1024
LONGEST_NAME: Final = 200
MOST_PAGES: Final = 200

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
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = 0x1


# Documents of applications were the first uploads; the codes they gave do not change.
class FileTooLarge(DomainError):
    code = "applications.file_too_large"
    status = 422
    ja = "ファイルが大きすぎます。1つ10MBまでにしてください。"
    en = "The file is too large: at most 10 MB each."


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


class FileUnreadable(DomainError):
    """Nobody could open the file: it is broken, or a password shuts it."""

    code = "common.file_unreadable"
    status = 422
    ja = "ファイルを開けません。"
    en = "The file cannot be opened."


class FileBroken(FileUnreadable):
    """A PDF or an Office file that does not open."""

    code = "common.file_broken"
    ja = (
        "ファイルを開けません。壊れているようです。もとのソフトで開いて保存し直し、もう一度添付してください。"
    )
    en = "The file does not open; it seems to be broken. Please open it, save it anew and attach it again."


class FileLocked(FileUnreadable):
    """A PDF or an Office file that asks for a password; an Office file of the old kind looks the same."""

    code = "common.file_locked"
    ja = "ファイルを開けません。パスワードを外してください。古い形式なら新しい形式で保存し直してください。"
    en = "The file cannot be opened. Please remove its password; save an old format anew as DOCX or XLSX."


class FileTooLong(DomainError):
    """Nobody reads so many pages."""

    code = "common.file_pages"
    status = 422
    ja = "PDFは{most}ページまでです。いま{pages}ページあります。必要なページだけにしてください。"
    en = "A PDF may have {most} pages; this one has {pages}. Please split it or keep what is needed."


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept. `pages` is of a PDF, None for anything else."""

    name: str
    extension: str
    content_type: str
    size: int
    sha256: str
    pages: int | None
    content: bytes


def inspect(name: str, content: bytes) -> Inspected:
    """The file under its bare name.

    Raises FileNameUnusable, FileTooLarge, FileKindUnknown, FileBroken, FileLocked, FileTooLong.
    """
    name = name.replace("\\", "/").rpartition("/")[2]
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise FileNameUnusable(pointer="/name")
    if len(content) > LARGEST_FILE:
        raise FileTooLarge(pointer="/file")
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    pages = require_readable(extension, content)
    if pages is not None and pages > MOST_PAGES:
        raise FileTooLong(pointer="/file", pages=pages, most=MOST_PAGES)
    sha256 = hashlib.sha256(content).hexdigest()
    return Inspected(name, extension, KINDS[extension], len(content), sha256, pages, content)


def require_readable(extension: str, content: bytes) -> int | None:
    """The pages of a PDF, None for what else opens. Raises FileKindUnknown, FileBroken, FileLocked."""
    if extension not in KINDS:
        raise FileKindUnknown(pointer="/file")
    if extension in _INSIDE:
        _require_office_file(content, _INSIDE[extension])
    elif not content.startswith(_BEGINNINGS[extension]):
        raise FileKindUnknown(pointer="/file")
    return _pages(content) if extension == "pdf" else None


def _require_office_file(content: bytes, part: str) -> None:
    """It holds the part that makes it one; only its table of contents is read."""
    if content.startswith(_OLE):
        raise FileLocked(pointer="/file")
    if not content.startswith(b"PK"):
        raise FileKindUnknown(pointer="/file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            held = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise FileBroken(pointer="/file") from None
    if any(item.flag_bits & _ENCRYPTED for item in held):
        raise FileLocked(pointer="/file")
    if not {"[Content_Types].xml", part} <= {item.filename for item in held}:
        raise FileKindUnknown(pointer="/file")


def _pages(content: bytes) -> int:
    try:
        reader = PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = 0 if locked else len(reader.pages)
    except Exception:  # whatever a broken file leads the reader to: no list of that is complete
        raise FileBroken(pointer="/file") from None
    if locked:
        raise FileLocked(pointer="/file")
    if not pages:
        raise FileBroken(pointer="/file")
    return pages
