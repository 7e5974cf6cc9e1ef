"""Files are looked at by the virus scanner: by the clock, and at once when they come in.

The scanner is asked outside any transaction; what it found is written in one of its own.
"""

from __future__ import annotations

import hashlib
import logging
from time import monotonic
from typing import Final

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from applications.models import Application, Attachment
from applications.permissions import HIDDEN_FROM_OFFICE
from applications.services.common import lock_application, tell_group, tell_office
from common import clock, scanning
from common.errors import DomainError
from common.files import require_readable
from trail.services import SYSTEM, move, move_all

log = logging.getLogger(__name__)

MOST: Final = 50
SECONDS: Final = 120
"""A run ends well within the broker's patience; the next one goes on."""
OVER: Final = (*HIDDEN_FROM_OFFICE, "withdrawn", "ineligible", "declined")


def first_state() -> str:
    """Of a file that comes in now."""
    return "waiting" if scanning.is_configured() else "unscanned"


def scan_soon() -> None:
    """Have the scanner look once the transaction commits; without a broker the next minute's run does."""
    transaction.on_commit(_send_for, robust=True)


def _send_for() -> None:
    try:
        current_app.send_task("applications.tasks.scan_documents", expires=60, retry=False)
    except OperationalError:
        log.warning("the broker does not answer: files wait for the next run")


def scan_documents() -> int:
    """Have what waits looked at, those first that came first; how many are done.

    What came in while no scanner was configured is taken up now. While the scanner is away everything waits
    on, and so does a file that it gives no verdict on.
    """
    if not scanning.is_configured():
        return 0
    _take_up()
    done, ends = 0, monotonic() + SECONDS
    for attachment in Attachment.objects.filter(state="waiting").order_by("pk")[:MOST]:
        try:
            verb, found = _look(attachment)
        except scanning.ScannerAway as away:
            log.warning("the virus scanner does not answer: %s", away)
            break
        except scanning.NoVerdict as answer:
            log.warning("no verdict on attachment %s: %s", attachment.pk, answer)
        else:
            record_scan(attachment_id=attachment.pk, verb=verb, found=found)
            done += 1
        if monotonic() > ends:
            break
    return done


@transaction.atomic
def _take_up() -> None:
    rows = Attachment.objects.select_for_update(of=("self",)).select_related("application__round__fund")
    move_all(rows.filter(state="unscanned").order_by("pk")[:MOST], "queue_scan", by=SYSTEM, at=clock.now())


def _look(attachment: Attachment) -> tuple[str, str]:
    """The verb that follows, and what was found. Raises ScannerAway, NoVerdict."""
    try:
        with attachment.file.open("rb") as held:
            content = held.read()
    except FileNotFoundError:
        return "find_unreadable", "the stored file is gone"
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        return "find_unreadable", "not what was stored"
    if found := scanning.scan(content):
        return "find_infected", found
    try:
        require_readable(str(attachment.file.name).rpartition(".")[2], content)
    except DomainError as refusal:
        return "find_unreadable", refusal.code
    return "pass_scan", ""


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
