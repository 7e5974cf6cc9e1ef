"""Submission (提出), taking it back, correcting it (補正), withdrawing it (取下げ).

The clock is read once the application's row is ours, so a request that waited is as late as it is (R7).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from applications.models import Application, Attachment, AwardHistory, CorrectionRequest
from applications.permissions import require_group, require_way
from applications.rules import Faults, changed_beyond, correction_expired, on_time
from applications.services.common import RoundNotOpen, TooLate, lock_application, moment, tell_group
from applications.services.drafting import KEPT, keep, merged, require_version
from applications.services.entering import hold_group
from applications.services.filing import (
    ARRIVAL,
    WRITTEN,
    acknowledge,
    check_form,
    keep_consents,
    keep_number,
    keep_snapshot,
    next_number,
    read_filed,
    write_filed,
)
from common import clock
from common.calendar import wareki_long
from common.errors import DomainError, refuse
from trail.services import Actor, move

UNUSABLE = {f"applications.document_{state}" for state in Attachment.UNUSABLE}


class CorrectionLate(DomainError):
    """R7: the day until which the correction was due is over."""

    code = "applications.correction_late"
    ja = "補正の期限({due_on})を過ぎています。事務局へお問い合わせください。"
    en = "The correction was due on {due_on}. Please ask the office."


class AwardAccepted(DomainError):
    """After the offer is accepted there is an award, and an award is given up another way (廃止)."""

    code = "applications.award_accepted"
    ja = "内示をお受けいただいたあとは取り下げられません。廃止の申請をしてください。"
    en = "The offer was accepted; please ask for abolition instead."


@transaction.atomic
def submit_application(
    *, application_id: int, by: Actor, if_version: int | None = None, number: str = ""
) -> Application:
    """File the draft (R7): complete, consents given, on time; every fault is told at once.

    Writes the numbered snapshot with the group's profile, the budget rows and the consents, and gives a
    receipt number at the first submission. `number` keeps one given elsewhere (a year taken in).
    Raises NotFound, NotAllowed, WrongState, StaleVersion, RoundNotOpen, TooLate, FieldErrors,
    NumberTaken.
    """
    application = lock_application(application_id)
    at = clock.now()
    application.in_grace = require_may_submit(application, by, at)
    require_version(application, if_version)
    hold_group(application)
    filed, documents = read_filed(application, application.draft)
    write_filed(application, filed)
    if not application.number:
        application.number = keep_number(application, number) if number else next_number(application)
    application.submitted_at = at
    # A paper form that was taken back comes in online now.
    application.channel, application.received_at, application.received_by = "online", None, None
    application.postmarked_on = None
    application.save(update_fields=[*WRITTEN, *ARRIVAL, "number", "submitted_at", "in_grace"])
    keep_consents(application, filed, by=by, at=at)
    submission = keep_snapshot(application, filed, documents, by=by, at=at)
    move(
        application,
        "submit",
        by=by,
        at=at,
        role="group",
        number=application.number,
        submission=submission.number,
        sha256=submission.sha256,
        in_grace=application.in_grace,
    )
    acknowledge(application, submission, at)
    return application


def require_may_submit(application: Application, by: Actor, at: datetime) -> bool:
    """Person, state and time of 提出する; whether it is in the grace. Raises as `submit_application`."""
    require_group(by, application)
    require_way(application, "submit")
    return require_on_time(application, at)


def require_on_time(application: Application, at: datetime) -> bool:
    """R7 for one application; whether it is in the grace. Raises RoundNotOpen, TooLate."""
    call = application.round
    until = extension_of(application)
    extended = until is not None and at <= until
    if call.state != "open" and not (call.state == "closed" and extended):
        if call.state == "closed":
            raise TooLate(closes_at=moment(until or call.closes_at))
        raise RoundNotOpen(state=call.lifecycle.states[call.state], state_code=call.state)
    punctuality = on_time(at, call.closes_at, call.policy.grace_minutes, until)
    if punctuality == "late":
        raise TooLate(closes_at=moment(until or call.closes_at))
    return punctuality == "in_grace"


def extension_of(application: Application) -> datetime | None:
    """The later deadline that a second person approved for this application, if any."""
    extension = getattr(application, "extension", None)
    if extension is None or extension.approved_by_id is None:
        return None
    until: datetime = extension.until
    return until


@transaction.atomic
def take_back(*, application_id: int, by: Actor) -> Application:
    """Turn a submission into a draft again, before the deadline (the grace is not for this; R7).

    Raises NotFound, NotAllowed, WrongState, RoundNotOpen, TooLate.
    """
    application = lock_application(application_id)
    at = clock.now()
    require_may_take_back(application, by, at)
    move(application, "take_back", by=by, at=at, role="group")
    return application


def require_may_take_back(application: Application, by: Actor, at: datetime) -> None:
    """Person, state and time of 下書きに戻す. Raises as `take_back`."""
    require_group(by, application)
    require_way(application, "take_back")
    if require_on_time(application, at):
        raise TooLate(closes_at=moment(application.round.closes_at))


def open_correction(application: Application) -> CorrectionRequest:
    """The correction that the group is asked for. One is open whenever the state is `returned`, and only
    who holds the application's lock changes it."""
    return application.corrections.get(state="open")


@transaction.atomic
def resubmit(
    *,
    application_id: int,
    by: Actor,
    data: Mapping[str, Any] | None = None,
    if_version: int | None = None,
) -> Application:
    """File the correction: only the fields named by the office may differ from what was filed (補正).

    `data` is merged into the draft first. Raises NotFound, NotAllowed, WrongState, StaleVersion,
    CorrectionLate, FieldErrors (faults of the form, and every other field that differs).
    """
    application = lock_application(application_id)
    at = clock.now()
    correction = require_may_resubmit(application, by, at)
    require_version(application, if_version)
    application.draft = merged(application.draft, data or {})
    filed, faults, documents = check_form(application, application.draft)
    last = application.submissions.latest("number")
    if "documents" not in correction.fields:
        # What the scanner found after the filing can be mended once the documents are asked for.
        documents = last.data["documents"]
        faults = Faults(fault for fault in faults if fault.code not in UNUSABLE)
    now = {**filed.as_data(), "documents": documents}
    for field in changed_beyond(last.data, now, frozenset(correction.fields)):
        if not any(fault.pointer.startswith(f"/{field}") for fault in faults):
            faults.add(f"/{field}", "not_open")
    refuse(faults)
    write_filed(application, filed)
    keep(application, application.draft, by=by, at=at)
    application.save(update_fields=[*WRITTEN, *KEPT])
    keep_consents(application, filed, by=by, at=at)
    submission = keep_snapshot(application, filed, documents, by=by, at=at)
    move(correction, "answer", by=by, at=at, role="group")
    move(
        application,
        "resubmit",
        by=by,
        at=at,
        role="group",
        submission=submission.number,
        sha256=submission.sha256,
    )
    acknowledge(application, submission, at)
    return application


def require_may_resubmit(application: Application, by: Actor, at: datetime) -> CorrectionRequest:
    """Person, state and day of 補正して提出する; what is asked. Raises as `resubmit`."""
    require_group(by, application)
    require_way(application, "resubmit")
    correction = open_correction(application)
    if correction_expired(at.date(), correction.due_on):
        raise CorrectionLate(due_on=wareki_long(correction.due_on))
    return correction


def require_may_withdraw(application: Application, by: Actor) -> None:
    """Person and state of 取り下げる. Raises as `withdraw`."""
    require_group(by, application)
    require_way(application, "withdraw")
    if application.state == "approved" and AwardHistory.objects.filter(application=application).exists():
        raise AwardAccepted


@transaction.atomic
def withdraw(*, application_id: int, by: Actor, reason: str = "") -> Application:
    """Take the application out of the round (取下げ), until an offer is accepted.

    Raises NotFound, NotAllowed, WrongState, AwardAccepted.
    """
    application = lock_application(application_id)
    at = clock.now()
    require_may_withdraw(application, by)
    if application.state == "returned":
        move(open_correction(application), "drop", by=by, at=at, role="group")
    move(application, "withdraw", by=by, at=at, role="group", reason=reason.strip())
    tell_group(application, "application_withdrawn", at)
    return application
