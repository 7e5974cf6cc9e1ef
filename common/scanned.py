"""Files of any room on their way past the virus scanner: one run over what waits, and what may be given out.

The scanner is asked outside any transaction; what it found is written by the room in one of its own.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any, Final, Protocol

from celery import current_app
from django.db import transaction
from django.db.models.fields.files import FieldFile
from kombu.exceptions import OperationalError

from common import scanning
from common.errors import DomainError
from common.files import require_readable

log = logging.getLogger(__name__)

MOST: Final = 50
SECONDS: Final = 120
"""A run ends well within the broker's patience; the next one goes on."""


# Documents of applications were the first files; the codes they gave do not change.
class FileInfected(DomainError):
    """What may carry a virus is given to nobody."""

    code = "applications.file_infected"
    ja = "ウイルスの疑いがあるため、このファイルはお渡しできません。別のファイルを出してもらってください。"
    en = "This file may carry a virus, so it is not given out. Another one has to be handed in."


class FileGone(DomainError):
    """The row is there, the stored file is not: a backup has it, the person cannot mend it."""

    code = "applications.file_gone"
    ja = "このファイルは保管場所に見つかりません。事務局へお知らせください。"
    en = "This file is not where it was stored. Please tell the office."


class FileNotScanned(DomainError):
    """While a file waits for the scanner only those have it who handed it in."""

    code = "applications.file_not_scanned"
    ja = "このファイルはウイルスの検査を待っています。しばらくしてから、もう一度開いてください。"
    en = "This file waits for the virus scanner. Please open it again in a little while."


class StoredFile(Protocol):
    """A row with a stored file."""

    @property
    def file(self) -> Any: ...


class ScannedFile(StoredFile, Protocol):
    """A stored file with its hash, and a `state` of `scan_lifecycle`."""

    pk: Any
    state: str
    sha256: str


def first_state() -> str:
    """Of a file that comes in now."""
    return "waiting" if scanning.is_configured() else "unscanned"


def scan_soon(task: str) -> None:
    """Have the scanner look once the transaction commits; without a broker the next minute's run does."""
    transaction.on_commit(lambda: _send_for(task), robust=True)


def _send_for(task: str) -> None:
    try:
        current_app.send_task(task, expires=60, retry=False)
    except OperationalError:
        log.warning("the broker does not answer: files wait for the next run")


def look_at(waiting: Iterable[ScannedFile], record: Callable[[Any, str, str], object]) -> int:
    """Have the scanner look at each; `record(id, verb, found)` keeps what it says. How many are done.

    While the scanner is away everything waits on, and so does a file that it gives no verdict on.
    """
    done, ends = 0, monotonic() + SECONDS
    for row in waiting:
        try:
            verb, found = look(row)
        except scanning.ScannerAway as away:
            log.warning("the virus scanner does not answer: %s", away)
            break
        except scanning.NoVerdict as answer:
            log.warning("no verdict on file %s: %s", row.pk, answer)
        else:
            record(row.pk, verb, found)
            done += 1
        if monotonic() > ends:
            break
    return done


def look(row: ScannedFile) -> tuple[str, str]:
    """The verb that follows, and what was found. Raises ScannerAway, NoVerdict."""
    try:
        with row.file.open("rb") as held:
            content = held.read()
    except FileNotFoundError:
        return "find_unreadable", "the stored file is gone"
    if hashlib.sha256(content).hexdigest() != row.sha256:
        return "find_unreadable", "not what was stored"
    if found := scanning.scan(content):
        return "find_infected", found
    try:
        require_readable(str(row.file.name).rpartition(".")[2], content)
    except DomainError as refusal:
        return "find_unreadable", refusal.code
    return "pass_scan", ""


def require_deliverable(row: ScannedFile, *, own: bool) -> None:
    """Whether a file may be given out; `own` is the side it came from.

    Raises FileInfected, FileNotScanned.
    """
    if row.state == "infected":
        raise FileInfected
    if row.state == "waiting" and not own and scanning.is_configured():
        raise FileNotScanned


def opened(row: StoredFile) -> FieldFile:
    """The stored file, open for reading. Raises FileGone."""
    try:
        held: FieldFile = row.file.open("rb")
    except FileNotFoundError:
        raise FileGone from None
    return held
