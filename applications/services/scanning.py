"""Documents of applications and the virus scanner: by the clock, and at once when they come in."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from applications.models import Application, Attachment
from applications.permissions import HIDDEN_FROM_OFFICE
from applications.services.common import lock_application, tell_group, tell_office
from common import clock, scanned, scanning
from trail.services import SYSTEM, move, move_all

OVER: Final = (*HIDDEN_FROM_OFFICE, "withdrawn", "ineligible", "declined")
TASK: Final = "applications.tasks.scan_documents"


def scan_soon() -> None:
    """Have the scanner look once this transaction has gone through."""
    scanned.scan_soon(TASK)


def scan_documents() -> int:
    """Have what waits looked at, those first that came first; how many are done.

    What came in while no scanner was configured is taken up now. While the scanner is away everything waits
    on, and so does a file that it gives no verdict on.
    """
    if not scanning.is_configured():
        return 0
    _take_up()
    waiting = Attachment.objects.filter(state="waiting").order_by("pk")[: scanned.MOST]
    return scanned.look_at(waiting, _record)


def _record(pk: Any, verb: str, found: str) -> None:
    record_scan(attachment_id=pk, verb=verb, found=found)


@transaction.atomic
def _take_up() -> None:
    rows = Attachment.objects.select_for_update(of=("self",)).select_related("application__round__fund")
    unscanned = rows.filter(state="unscanned").order_by("pk")[: scanned.MOST]
    move_all(unscanned, "queue_scan", by=SYSTEM, at=clock.now())


@transaction.atomic
def record_scan(*, attachment_id: int, verb: str, found: str = "") -> Attachment:
    """Keep what the scanner says (S); a file that does not wait any more keeps what it has.

    Where an application was filed with a file that cannot be used, its group and the office are told.
    """
    application_id = Attachment.objects.values_list("application_id", flat=True).get(pk=attachment_id)
    application = lock_application(application_id)
    attachment = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment_id)
    attachment.application = application
    if attachment.state != "waiting":
        return attachment
    at = clock.now()
    move(attachment, verb, by=SYSTEM, at=at, reason=found)
    if attachment.state in Attachment.UNUSABLE and _was_filed(application, attachment):
        told = {"occasion": f"attachment-{attachment.pk}", "file": attachment.name}
        told |= {"state": attachment.lifecycle.states[attachment.state]}
        tell_group(application, "document_unusable", at, **told)
        tell_office(application, "document_unusable_office", at, **told)
    return attachment


def _was_filed(application: Application, attachment: Attachment) -> bool:
    live = attachment.removed_at is None and attachment.message_id is None
    return live and application.state not in OVER
