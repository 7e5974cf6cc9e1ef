"""The round's results go out to everybody at one moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from applications.services.common import letters_to_group
from awards.models import Award, Decision, DecisionSheet
from awards.services.common import tell_groups
from awards.services.decisions import APPROVED, lock_sheet
from common import clock
from fund.permissions import require_role
from fund.services import lock_round
from notices.services import Letter, queue_many
from trail.services import Actor, move, subject_of


@transaction.atomic
def release_results(*, round_id: int, by: Actor) -> DecisionSheet:
    """Let everybody know at the same moment (officer); the time to accept runs from now.

    Raises NotFound, NotAllowed, WrongState.
    """
    call = lock_round(round_id)
    require_role(by, call.fund_id, "officer")
    sheet = lock_sheet(call)
    at = clock.now()
    require_may_release(sheet, by)
    call.released_at = at
    call.save(update_fields=["released_at"])
    move(sheet, "release", by=by, at=at, role="officer")
    waited = at.date() - sheet.approved_at.astimezone(clock.JST).date() if sheet.approved_at else timedelta()
    awards = list(
        Award.objects.select_for_update(of=("self",))
        .select_related("fund", "group", "application__round")
        .filter(application__round=call, state="offered")
        .order_by("pk")
    )
    for award in awards:
        if award.accept_by is not None:
            award.accept_by += waited
    Award.objects.bulk_update(awards, ["accept_by"])
    _tell_everybody(sheet, awards, at)
    return sheet


def require_may_release(sheet: DecisionSheet, by: Actor) -> None:
    """Role and state of 結果を通知する. Raises as `release_results` does."""
    require_role(by, sheet.round.fund_id, "officer")
    sheet.lifecycle.step(sheet.state, "release")


def _tell_everybody(sheet: DecisionSheet, awards: list[Award], at: datetime) -> None:
    """The results to all applicants, the offer to those who have one."""
    tell_groups(awards, "offer", at)
    others = list(
        sheet.decisions.exclude(outcome__in=APPROVED)
        .filter(application__state__in=("waitlisted", "declined"))
        .select_related("application__round__fund", "application__group")
        .order_by("pk")
    )
    letters: list[Letter] = []
    for kind, waits in (("result_waitlisted", True), ("result_declined", False)):
        rows = {subject_of(row.application): row for row in others if (row.outcome == "waitlisted") == waits}
        for letter in letters_to_group([row.application for row in rows.values()], kind):
            row = rows[letter.about]
            facts = {"result": _result(row), "position": str(row.waitlist_position or "")}
            letters.append(replace(letter, context={**letter.context, **facts}))
    queue_many(letters, at=at)


def _result(decision: Decision) -> str:
    """The outcome as a letter tells it, with the stage that was not passed (N13)."""
    outcome = str(decision.get_outcome_display())
    return f"{outcome}: {decision.stage_failed}" if decision.stage_failed else outcome
