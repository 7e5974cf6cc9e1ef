"""Files of reports are looked at by the virus scanner, as documents of applications are."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from awards.models import ReportFile
from awards.services.common import lock_award, tell_group
from common import clock, scanned, scanning
from common.scan_states import UNUSABLE
from trail.services import SYSTEM, move, move_all

TASK: Final = "awards.tasks.scan_report_files"


def scan_report_files() -> int:
    """Have what waits looked at, those first that came first; how many are done. Twice is once."""
    if not scanning.is_configured():
        return 0
    _take_up()
    waiting = ReportFile.objects.filter(state="waiting").order_by("pk")[: scanned.MOST]
    return scanned.look_at(waiting, _record)


def _record(pk: Any, verb: str, found: str) -> None:
    record_scan(file_id=pk, verb=verb, found=found)


@transaction.atomic
def _take_up() -> None:
    rows = ReportFile.objects.select_for_update(of=("self",)).select_related("report__award__fund")
    unscanned = rows.filter(state="unscanned").order_by("pk")[: scanned.MOST]
    move_all(unscanned, "queue_scan", by=SYSTEM, at=clock.now())


@transaction.atomic
def record_scan(*, file_id: int, verb: str, found: str = "") -> ReportFile:
    """Keep what the scanner says (S); a file that does not wait any more keeps what it has. The group is
    told of one that cannot be used."""
    award_id = ReportFile.objects.values_list("report__award_id", flat=True).get(pk=file_id)
    award = lock_award(award_id)
    file = ReportFile.objects.select_for_update(of=("self",)).select_related("report").get(pk=file_id)
    file.report.award = award
    if file.state != "waiting":
        return file
    at = clock.now()
    move(file, verb, by=SYSTEM, at=at, reason=found)
    if file.state in UNUSABLE and file.removed_at is None:
        told = {"file": file.name, "state": file.lifecycle.states[file.state]}
        tell_group(award, "report_file_unusable", at, occasion=f"file-{file.pk}", **told)
    return file
