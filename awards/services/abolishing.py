"""A project given up (廃止) ends today, and what it cost up to this day is reported at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from awards import hooks
from awards.models import Award, ChangeRequest
from awards.papers import letters
from awards.queries import final_report
from awards.services.common import add_final_report, tell_group
from awards.services.issuing import issue
from common.calendar import wareki
from trail.services import SYSTEM, Actor, move

REPORT_DAYS: Final = 30
"""Days to report on a project given up, as after any other project's end."""


def abolish(change: ChangeRequest, *, by: Actor, at: datetime) -> None:
    """End the locked award of an approved request. Raises WrongState."""
    award, today = change.award, at.date()
    planned = award.project_to
    if planned is None or planned > today:
        award.project_to = today
    move(
        award,
        "abolish",
        by=by,
        at=at,
        role="approver",
        reason=change.reason,
        planned_to=planned.isoformat() if planned else "",
    )
    award.report_due_on = _report_at_once(award, today, at)
    award.save(update_fields=["project_to", "report_due_on"])
    hooks.tell_changed(award, at)
    due_on = wareki(award.report_due_on)
    tell_group(award, "abolition_approved", at, occasion=str(change.pk), due_on=due_on)
    issue([letters.abolition_approved(change)], at)


def _report_at_once(award: Award, today: date, at: datetime) -> date:
    """The last day for the final report, which falls due now if it had not before."""
    latest = today + timedelta(days=REPORT_DAYS)
    if award.report_due_on is None:
        award.report_due_on = latest
    report = final_report(award) or add_final_report(award)
    assert report is not None, "an award with a due date has a report"
    report.due_on = min(report.due_on, latest)
    report.save(update_fields=["due_on"])
    if report.state == "not_due":
        move(report, "fall_due", by=SYSTEM, at=at)
    return report.due_on
