"""A group reports (中間・実績報告): the report falls due, is written, handed in and mended (R5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from applications.services.drafting import last_save, merged
from awards.models import Award, Report, ReportRow
from awards.permissions import require_group
from awards.services.common import lock_award, tell_group
from awards.services.report_form import as_draft, asked_of, read_report
from awards.services.report_photos import file_photos, filed_photos, refiled_rows
from awards.services.report_rows import FIELDS, keep_closed, mend_rows
from common import clock
from common.calendar import wareki
from common.errors import FieldErrors, NotFound, StaleVersion, WrongState
from trail.services import SYSTEM, Actor, move, move_all

DAYS_BEFORE: Final = 30
OWING: Final = ("active", "change_pending", "abolished")
"""Awards whose report is still owed."""


class ChangePending(WrongState):
    """A report settles what was decided, so an open change is decided first."""

    code = "awards.change_pending"
    ja = "変更の申請がまだ決まっていないため、報告を提出できません。決定を待つか、申請を取り下げてください。"
    en = "A change is not decided yet, so no report can be filed. Await the decision or withdraw the change."


class ReportNotEditable(WrongState):
    """What was handed in is never changed."""

    code = "awards.report_not_editable"
    ja = "報告書はいまの状態「{state}」では書き直せません。"
    en = "The report cannot be changed while its state is “{state}”."


def lock_report(report_id: int) -> Report:
    """The report's row, locked after its award's, with the award at hand. Raises NotFound. 3 queries."""
    award_id = Report.objects.filter(pk=report_id).values_list("award_id", flat=True).first()
    if award_id is None:
        raise NotFound
    award = lock_award(award_id)
    report = Report.objects.select_for_update(of=("self",)).get(pk=report_id)
    report.award = award
    return report


def require_reporting(award: Award) -> None:
    """An award in force, or given up, is reported on. Raises WrongState, ChangePending."""
    if award.state == "change_pending":
        raise ChangePending(state_code=award.state)
    if award.state != "abolished":
        award.lifecycle.step(award.state, "report")


@transaction.atomic
def start_reports() -> int:
    """Reports fall due once their project is over, or 30 days before their day; run by the clock (S).

    Twice is once. The groups are told. Returns how many.
    """
    today = clock.now().date()
    over = Q(kind="final", award__project_to__lt=today) | Q(kind="final", award__state="abolished")
    near = Q(due_on__lte=today + timedelta(days=DAYS_BEFORE)) & ~Q(kind="interim", award__state="abolished")
    found = list(
        Report.objects.select_for_update(of=("self",))
        .select_related("award__fund", "award__group", "award__application__round")
        .filter(over | near, state="not_due", award__state__in=OWING)
        .order_by("pk")
    )
    at = clock.now()
    count = move_all(found, "fall_due", by=SYSTEM, at=at)
    for report in found:
        tell_group(
            report.award, "report_due", at, occasion=f"report-{report.pk}", due_on=wareki(report.due_on)
        )
    return count


def require_may_start(report: Report, by: Actor) -> None:
    """Raises as `start_report` does."""
    require_group(by, report.award)
    report.lifecycle.step(report.state, "start")
    _require_owed(report.award)


def _require_owed(award: Award) -> None:
    if award.state not in OWING:
        require_reporting(award)


@transaction.atomic
def start_report(*, award_id: int, by: Actor, kind: str = "final") -> Report:
    """A writer of the group begins the report that has fallen due.

    Raises NotFound, NotAllowed, WrongState.
    """
    award = lock_award(award_id)
    require_group(by, award)
    report = Report.objects.select_for_update(of=("self",)).filter(award=award, kind=kind).first()
    if report is None:
        raise NotFound
    report.award = award
    require_may_start(report, by)
    if kind == "final":
        _go_on_from_interim(report)
    move(report, "start", by=by, at=clock.now(), role="group")
    return report


def _go_on_from_interim(report: Report) -> None:
    """Nobody types twice what the interim report told: its rows and income begin the final one."""
    before = Report.objects.filter(award=report.award, kind="interim", submitted_at__isnull=False).first()
    if before is not None:
        told = as_draft(before, list(before.rows.all()))
        report.draft = {name: told[name] for name in ("rows", "other_income")}
        report.version += 1
        report.save(update_fields=["draft", "version"])


def require_may_save(report: Report, by: Actor) -> None:
    """A report is written as a draft, and mended while it is returned. Raises as `save_report`."""
    require_group(by, report.award)
    if report.state not in ("draft", "returned"):
        raise ReportNotEditable(state=report.lifecycle.states[report.state], state_code=report.state)
    _require_owed(report.award)


def require_version(report: Report, if_version: int | None) -> None:
    """Raises StaleVersion with what was saved meanwhile, by whom and when; None asks for no check."""
    if if_version is not None and if_version != report.version:
        raise StaleVersion(current=report.version, given=if_version, draft=report.draft, **last_save(report))


@transaction.atomic
def save_report(
    *, report_id: int, by: Actor, data: Mapping[str, Any], if_version: int | None = None
) -> Report:
    """Keep what was typed (a group's writer): the fields of `data` take the place of those saved, None
    empties one. `rows` and `photos` are lists and are kept whole.

    Over-long and half-finished content is kept as it is, and judged when the report is handed in. Each save
    is a new version. Raises NotFound, NotAllowed, ReportNotEditable, WrongState, StaleVersion,
    DraftTooLarge, DraftUnstorable, FieldErrors (not an object).
    """
    report = lock_report(report_id)
    require_may_save(report, by)
    require_version(report, if_version)
    report.draft = merged(report.draft, data)
    report.version += 1
    report.saved_by_id, report.saved_at = by.pk, clock.now()
    report.save(update_fields=["draft", "version", "saved_by", "saved_at"])
    return report


def require_may_submit(report: Report, by: Actor, verb: str = "submit") -> None:
    """Person and states of `submit` or `resubmit`. Raises as `submit_report` does, but for FieldErrors."""
    require_group(by, report.award)
    report.lifecycle.step(report.state, verb)
    require_reporting(report.award)


@transaction.atomic
def submit_report(*, report_id: int, by: Actor, if_version: int | None = None) -> Report:
    """Hand the report in (a group's writer); after its day it is taken all the same, flagged `overdue`.

    The draft is judged now: each row says what for, and when it was paid unless it is 0 yen; only an interim
    report and a project given up may have no rows; the call may require more. A final report takes its
    award to 実績報告済 (one given up stays so). Raises NotFound, NotAllowed, WrongState, ChangePending,
    StaleVersion, FieldErrors.
    """
    report = lock_report(report_id)
    require_may_submit(report, by)
    require_version(report, if_version)
    at = clock.now()
    report.overdue = at.date() > report.due_on
    _hand_in(report, "submit", by=by, at=at)
    return report


@transaction.atomic
def resubmit_report(*, report_id: int, by: Actor, if_version: int | None = None) -> Report:
    """Hand a mended report in again (a group's writer). Raises as `submit_report` does."""
    report = lock_report(report_id)
    require_may_submit(report, by, "resubmit")
    require_version(report, if_version)
    _hand_in(report, "resubmit", by=by, at=clock.now())
    return report


def _hand_in(report: Report, verb: str, *, by: Actor, at: datetime) -> None:
    """Judge the draft, and make it what was handed in. Raises FieldErrors."""
    filed, faults = read_report(report.draft, asked_of(report, at.date()))
    kept = list(report.rows.all())
    if verb == "resubmit":
        keep_closed(report, kept, filed, filed_photos(report), faults)
    if faults:
        raise FieldErrors(faults)
    if verb == "resubmit":
        mend_rows(kept, filed.rows, refiled_rows(report))
    else:
        report.rows.all().delete()
        ReportRow.objects.bulk_create(
            ReportRow(report=report, position=place, **row) for place, row in enumerate(filed.rows)
        )
    file_photos(report, filed.photos, at)
    award = report.award
    for name in FIELDS:
        setattr(report, name, getattr(filed, name))
    report.submitted_at, report.submitted_by_id = at, by.pk
    report.save(update_fields=[*FIELDS, "submitted_at", "submitted_by", "overdue"])
    move(report, verb, by=by, at=at, role="group", overdue=report.overdue)
    if report.kind == "final" and award.state != "abolished":
        move(award, "report", by=SYSTEM, at=at)
    tell_group(
        award,
        "report_received",
        at,
        occasion=f"report-{report.pk}-{at.isoformat()}",
        submitted_on=wareki(at.date()),
    )
