"""What the rooms above write here: outcomes of a decision, and a group's award history (R3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from applications.models import Application, AwardHistory
from fund.models import Fund
from trail.services import Actor, move, move_all


def set_outcome(
    application: Application, verb: str, *, by: Actor, at: datetime, reason: str = "", role: str = ""
) -> Application:
    """Take one application along by a decision's verb; the caller holds its lock and has checked the
    person. Tells nobody: results are released for all at once. Raises WrongState."""
    move(application, verb, by=by, at=at, reason=reason, role=role)
    return application


def set_outcomes(
    applications: Iterable[Application], verb: str, *, by: Actor, at: datetime, reason: str = ""
) -> int:
    """The same for many: two statements, whatever their number. Raises WrongState; then none goes."""
    return move_all(applications, verb, by=by, at=at, reason=reason)


def record_award_history(
    *,
    fund: Fund,
    group_id: int,
    department_code: str,
    fiscal_year: int,
    project_key: str,
    reference: str,
    application_id: int | None = None,
) -> AwardHistory:
    """Note an award that counts under R3, once for each `reference` (`award:12`).

    With `application_id` the award counts for every application but its own.
    """
    made, _ = AwardHistory.objects.get_or_create(
        reference=reference,
        defaults={
            "fund": fund,
            "group_id": group_id,
            "department_code": department_code,
            "fiscal_year": fiscal_year,
            "project_key": project_key[:200],
            "application_id": application_id,
        },
    )
    return made
