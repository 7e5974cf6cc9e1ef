"""A later deadline for one application (R7): prepared by one person, approved by another."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from applications.models import Application, DeadlineExtension
from applications.services.common import lock_application, moment, tell_group
from common import clock
from common.errors import DomainError, FieldFault, refuse, require_reason
from fund.permissions import require_role, require_second_person
from trail.services import Actor, note


class NothingPrepared(DomainError):
    """Somebody prepares before somebody else approves."""

    code = "applications.extension_not_prepared"
    ja = "期限の延長がまだ起案されていません。"
    en = "No extension has been prepared."


def _lock_draft(application_id: int, by: Actor, role: str) -> Application:
    """The application that may still be filed. Its content stays hidden from the office while a draft.

    Raises NotFound, NotAllowed, WrongState.
    """
    application = lock_application(application_id)
    require_role(by, application.round.fund_id, role)
    application.lifecycle.step(application.state, "submit")
    return application


@transaction.atomic
def extend_deadline(*, application_id: int, by: Actor, until: datetime, reason: str) -> DeadlineExtension:
    """Prepare a later deadline for one draft, with the reason (officer). It holds once approved.

    Raises NotFound, NotAllowed, WrongState, ReasonMissing, FieldErrors (not after the closing, or past).
    """
    application = _lock_draft(application_id, by, "officer")
    reason = require_reason(reason)
    at = clock.now()
    if until <= max(at, application.round.closes_at):
        ja, en = (
            "締切と今より後の時刻にしてください。",
            "Please choose a time after the closing and after now.",
        )
        refuse([FieldFault("/until", "applications.extension_too_early", ja, en)])
    extension, _ = DeadlineExtension.objects.update_or_create(
        application=application,
        defaults={
            "until": until,
            "reason": reason,
            "prepared_by_id": by.pk,
            "approved_by": None,
            "approved_at": None,
        },
    )
    note(
        application,
        "extend_deadline",
        by=by,
        at=at,
        role="officer",
        reason=reason,
        until=until.isoformat(),
    )
    return extension


@transaction.atomic
def approve_extension(*, application_id: int, by: Actor) -> DeadlineExtension:
    """Approve the later deadline (an approver who did not prepare it; R7, R14).

    Raises NotFound, NotAllowed, SamePerson, WrongState, NothingPrepared.
    """
    application = _lock_draft(application_id, by, "approver")
    extension = (
        DeadlineExtension.objects.select_for_update()
        .filter(application=application, approved_by__isnull=True)
        .first()
    )
    if extension is None:
        raise NothingPrepared
    require_second_person(by, extension.prepared_by_id)
    at = clock.now()
    extension.approved_by_id = by.pk
    extension.approved_at = at
    extension.save(update_fields=["approved_by", "approved_at"])
    note(
        application,
        "approve_extension",
        by=by,
        at=at,
        role="approver",
        until=extension.until.isoformat(),
    )
    tell_group(
        application,
        "deadline_extended",
        at,
        occasion=extension.until.isoformat(),
        until=moment(extension.until),
        reason=extension.reason,
    )
    return extension
