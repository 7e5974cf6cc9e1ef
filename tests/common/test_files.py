"""What may be handed in: kinds told by content, such as open; the refusal says how to mend it."""

from __future__ import annotations

import io
import zipfile

import pytest

from common import files
from common.errors import DomainError
from tests.applications.forms import JPEG, PDF, office_file, pdf

XLSX = office_file("xl/workbook.xml")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")


def locked_zip() -> bytes:
    """An Office file whose parts ask for a password: the flag of every entry says so."""
    content = bytearray(XLSX)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(sign, at + 1)) >= 0:
            content[at + offset] |= 1
    assert all(item.flag_bits & 1 for item in zipfile.ZipFile(io.BytesIO(bytes(content))).infolist())
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "pages"),
    [
        ("規約.pdf", PDF, 1),
        ("200.pdf", pdf(200), 200),
        # A PDF that anybody may open, and only the owner change.
        ("owner.pdf", pdf(3, password=""), 3),
        ("a.xlsx", XLSX, None),
        ("a.jpg", JPEG, None),
    ],
)
def test_what_opens_is_taken(name: str, content: bytes, pages: int | None) -> None:
    inspected = files.inspect(name, content)
    assert (inspected.name, inspected.pages, inspected.size) == (name, pages, len(content))


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.pdf", pdf(1, password="secret"), files.FileLocked),
        ("a.docx", OLE, files.FileLocked),
        ("a.xlsx", OLE, files.FileLocked),
        ("a.xlsx", locked_zip(), files.FileLocked),
        ("a.pdf", b"%PDF-1.7\n%%EOF\n", files.FileBroken),
        ("a.pdf", pdf(2)[:300], files.FileBroken),
        ("a.pdf", pdf(0), files.FileBroken),
        ("a.docx", b"PK\x03\x04 not a zip", files.FileBroken),
        ("a.xlsx", XLSX[: len(XLSX) // 2], files.FileBroken),
        ("a.pdf", pdf(201), files.FileTooLong),
        ("a.jpg", OLE, files.FileKindUnknown),
        ("a.doc", OLE, files.FileKindUnknown),
        ("a.xlsx", PDF, files.FileKindUnknown),
    ],
)
def test_what_does_not_open_is_refused(name: str, content: bytes, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal) as refused:
        files.inspect(name, content)
    assert type(refused.value) is refusal
    assert refused.value.pointer == "/file"


def test_the_refusal_says_how_to_mend_it() -> None:
    with pytest.raises(files.FileLocked) as locked:
        files.inspect("a.pdf", pdf(1, password="secret"))
    assert "パスワードを外してください" in locked.value.text("ja")
    with pytest.raises(files.FileTooLong) as long:
        files.inspect("a.pdf", pdf(201))
    assert "200ページまで" in long.value.text("ja")
    assert "201ページ" in long.value.text("ja")


def test_a_pdf_cut_anywhere_is_refused_in_words() -> None:
    """No broken file breaks more than itself; one that lost only its end may still open."""
    broken = 0
    for cut in range(9, len(PDF), 7):
        try:
            files.inspect("a.pdf", PDF[:cut])
        except files.FileBroken:
            broken += 1
    assert broken > 40
