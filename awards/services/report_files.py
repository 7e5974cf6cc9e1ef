"""Receipts (領収書) and photos (写真) of a report: sent one by one, often from a phone, each of them once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Sum

from awards.models import PhotoSize, Report, ReportFile
from awards.permissions import is_told, require_group, require_office
from awards.services.report_form import MOST_PHOTOS
from awards.services.report_scanning import TASK
from awards.services.reporting import lock_report, require_may_save
from common import clock, scanned
from common.errors import DomainError, NotFound
from common.files import FileKindUnknown, Inspected, inspect
from common.pictures import Picture, redrawn
from fund.permissions import roles_of
from people.permissions import role_in
from trail.services import Actor, note

LARGEST_ALL: Final = 300 * 1024 * 1024
MOST_FILES: Final = 600
LONGEST_KEY: Final = 40
RECEIPT_KINDS: Final = ("pdf", "jpg", "jpeg", "png")
PHOTO_KINDS: Final = ("jpg", "jpeg", "png")


class ReportFileKind(FileKindUnknown):
    """A receipt is read and a photo looked at; neither is a spreadsheet."""

    code = "awards.report_file_kind"
    ja = "領収書はPDF・JPEG・PNG、写真はJPEG・PNGで添付してください。"
    en = "A receipt comes as PDF, JPEG or PNG, a photo as JPEG or PNG."


class TooManyReportFiles(DomainError):
    code = "awards.too_many_report_files"
    status = 422
    ja = "報告に付けられるのは写真{photos}枚、全部で{most}件・300MBまでです。使わないものを外してください。"
    en = "A report takes {photos} photos, {most} files and 300 MB in all. Please remove some."


class ReportFileNotOpen(DomainError):
    """What went back to the group opens the named rows only."""

    code = "awards.report_file_not_open"
    ja = "補正を依頼された行の領収書(または写真)だけを変えられます。"
    en = "Only receipts of the rows named for correction, or photos where named, can be changed."


class FileKeyUnusable(DomainError):
    code = "awards.file_key"
    status = 422
    ja = "ファイルの名前(key)は、40文字までの英数字で付けてください。"
    en = "Name the file by a key of at most 40 letters, digits and hyphens."


def find_report(report_id: int) -> Report:
    """Raises NotFound. 1 query."""
    found = (
        Report.objects.select_related("award__fund", "award__application__round").filter(pk=report_id).first()
    )
    if found is None:
        raise NotFound
    return found


def attach_file(
    *, report_id: int, by: Actor, name: str, content: bytes, kind: str, key: str, row: str = ""
) -> ReportFile:
    """Add a `receipt` of the row that the group calls `row`, or a `photo` (a group's writer).

    The same `key` again gets the file that is there, so that a phone may send as often as it must. A photo is
    drawn anew in a few sizes and its original forgotten (`common.pictures`); both are scanned. Raises
    NotFound, NotAllowed, ReportNotEditable, WrongState, ReportFileNotOpen, ReportFileKind, FileKeyUnusable,
    TooManyReportFiles, and as `common.files.inspect` and `common.pictures.redrawn`.
    """
    assert kind in dict(ReportFile.KINDS), kind
    require_may_save(find_report(report_id), by)
    _require_key(key, "/key", required=True)
    _require_key(row, "/row", required=False)
    # Nobody waits for a lock while a file is read.
    inspected = inspect(name, content)
    if inspected.extension not in (RECEIPT_KINDS if kind == "receipt" else PHOTO_KINDS):
        raise ReportFileKind(pointer="/file")
    pictures = redrawn(content) if kind == "photo" else []
    with transaction.atomic():
        report = lock_report(report_id)
        require_may_save(report, by)
        there = report.files.filter(key=key).first()
        if there is not None:
            return there
        _require_open(report, kind, row)
        _require_room(report, kind, inspected.size)
        made = _keep(report, inspected, pictures, by=by, at=clock.now(), kind=kind, key=key, row=row)
        note(report, "attach", by=by, at=made.at, role="group", file=made.pk, kind=kind, name=made.name)
    return made


def _require_key(value: str, pointer: str, *, required: bool) -> None:
    if (required and not value) or len(value) > LONGEST_KEY or not value.isascii() or not value.isprintable():
        raise FileKeyUnusable(pointer=pointer)


def _require_open(report: Report, kind: str, row: str) -> None:
    if report.state != "returned":
        return
    if kind == "photo":
        open_now = "photos" in report.returned_rows
    else:
        open_now = report.rows.filter(position__in=_positions(report), key=row).exclude(key="").exists()
    if not open_now:
        raise ReportFileNotOpen(pointer="/file")


def _positions(report: Report) -> list[int]:
    return [item for item in report.returned_rows if isinstance(item, int)]


def _require_room(report: Report, kind: str, size: int) -> None:
    live = report.files.filter(ReportFile.LIVE)
    full = live.count() >= MOST_FILES or (live.aggregate(all=Sum("size"))["all"] or 0) + size > LARGEST_ALL
    if full or (kind == "photo" and live.filter(kind="photo").count() >= MOST_PHOTOS):
        raise TooManyReportFiles(pointer="/file", photos=MOST_PHOTOS, most=MOST_FILES)


def _keep(
    report: Report, inspected: Inspected, pictures: list[Picture], *, by: Actor, at: datetime, **more: Any
) -> ReportFile:
    """Store a receipt as it came, or of a photo the sizes drawn from it; part of the caller's transaction."""
    kept = inspected
    if pictures:
        kept = inspect(f"{inspected.name.rpartition('.')[0]}.jpg", pictures[0].content)
    made = ReportFile(
        report=report,
        name=kept.name,
        content_type=kept.content_type,
        size=kept.size,
        sha256=kept.sha256,
        sent_sha256=inspected.sha256,
        pages=kept.pages,
        width=pictures[0].width if pictures else None,
        height=pictures[0].height if pictures else None,
        state=scanned.first_state(),
        by_id=by.pk,
        at=at,
        **more,
    )
    made.file.save(f"{uuid4().hex}.{kept.extension}", ContentFile(kept.content), save=False)
    made.save()
    for picture in pictures[1:]:
        size = PhotoSize(photo=made, width=picture.width, height=picture.height)
        size.file.save(f"{uuid4().hex}.jpg", ContentFile(picture.content), save=False)
        size.save()
    if made.state == "waiting":
        scanned.scan_soon(TASK)
    return made


@transaction.atomic
def remove_file(*, report_id: int, file_id: int, by: Actor) -> ReportFile:
    """Take a file out (a group's writer); what was handed in with it keeps it. Raises NotFound, NotAllowed,
    ReportNotEditable, WrongState, ReportFileNotOpen."""
    report = lock_report(report_id)
    require_may_save(report, by)
    file = report.files.filter(ReportFile.LIVE, pk=file_id).first()
    if file is None:
        raise NotFound
    _require_open(report, file.kind, file.row)
    at = clock.now()
    file.removed_at = at
    file.save(update_fields=["removed_at"])
    note(report, "remove_file", by=by, at=at, role="group", file=file.pk)
    return file


def require_may_unpublish(file: ReportFile, by: Actor) -> None:
    """The group's writers, and once it was handed in the office's officers. Raises NotFound, NotAllowed."""
    award = file.report.award
    if is_told(award) and role_in(by, award.group_id):
        require_group(by, award)
    elif file.filed_at is not None and roles_of(by, award.fund_id):
        require_office(by, award, "officer")
    else:
        raise NotFound


@transaction.atomic
def unpublish_photo(*, report_id: int, file_id: int, by: Actor, reason: str = "") -> ReportFile:
    """Take a photo back from the public at once, whatever the report's state: somebody in it may have
    changed their mind. Raises NotFound, NotAllowed."""
    report = lock_report(report_id)
    file = report.files.filter(kind="photo", pk=file_id).first()
    if file is None:
        raise NotFound
    file.report = report
    require_may_unpublish(file, by)
    at = clock.now()
    file.publish = False
    file.save(update_fields=["publish"])
    note(report, "unpublish_photo", by=by, at=at, reason=reason.strip(), file=file.pk)
    return file
