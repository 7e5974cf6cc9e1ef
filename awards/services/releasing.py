"""The round's results go out to everybody at one moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from applications.services.common import letters_to_group
from awards.models import Award, Decision, DecisionSheet
from awards.papers.letters import not_awarded, offered
from awards.services.common import letters_to_groups
from awards.services.decisions import APPROVED, lock_sheet
from awards.services.issuing import issue
from common import clock
from fund.models import Round
from fund.permissions import require_role
from fund.services import lock_round
from notices.services import Letter, held_of, queue_many, release, renew
from trail.services import Actor, move, note, subject_of


@transaction.atomic
def prepare_letters(*, round_id: int, by: Actor) -> int:
    """Write the letters with the results and hold them, so that the office can look at each (officer).

    Nobody outside hears of anything. Once more: what changed meanwhile is written anew. Returns how many
    letters wait. Raises NotFound, NotAllowed, WrongState. Constant queries for every 500 letters.
    """
    call = lock_round(round_id)
    require_role(by, call.fund_id, "officer")
    sheet = lock_sheet(call)
    at = clock.now()
    require_may_release(sheet, by)
    awards = _offered(call)
    _put_off(sheet, awards, at)
    letters = _results(sheet, awards)
    queue_many(letters, at=at, hold=True)
    renew(letters)
    note(sheet, "prepare_letters", by=by, at=at, role="officer", letters=len(letters))
    return len(letters)


@transaction.atomic
def release_results(*, round_id: int, by: Actor) -> DecisionSheet:
    """Let everybody know at the same moment (officer); the time to accept runs from now.

    Letters that were prepared go as the office left them, with today's facts; the others are written now.
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
    awards = _offered(call)
    _put_off(sheet, awards, at)
    Award.objects.bulk_update(awards, ["accept_by"])
    letters = _results(sheet, awards)
    queue_many(letters, at=at)
    renew(letters)
    release(notice_ids=held_of(letters), by=by)
    issue([*map(offered, awards), *map(not_awarded, _others(sheet))], at)
    return sheet


def _offered(call: Round) -> list[Award]:
    return list(
        Award.objects.select_for_update(of=("self",))
        .select_related("fund", "group", "application__round")
        .filter(application__round=call, state="offered")
        .order_by("pk")
    )


def _put_off(sheet: DecisionSheet, awards: list[Award], at: datetime) -> None:
    """The days that the approved results waited are added to the time to accept; not saved here."""
    waited = at.date() - sheet.approved_at.astimezone(clock.JST).date() if sheet.approved_at else timedelta()
    for award in awards:
        if award.accept_by is not None:
            award.accept_by += waited


def require_may_release(sheet: DecisionSheet, by: Actor) -> None:
    """Role and state of 結果を通知する. Raises as `release_results` does."""
    require_role(by, sheet.round.fund_id, "officer")
    sheet.lifecycle.step(sheet.state, "release")


def _results(sheet: DecisionSheet, awards: list[Award]) -> list[Letter]:
    """The results to all applicants, the offer to those who have one."""
    letters = letters_to_groups(awards, "offer")
    others = _others(sheet)
    for kind, waits in (("result_waitlisted", True), ("result_declined", False)):
        rows = {subject_of(row.application): row for row in others if (row.outcome == "waitlisted") == waits}
        for letter in letters_to_group([row.application for row in rows.values()], kind):
            row = rows[letter.about]
            facts = {"result": _result(row), "position": str(row.waitlist_position or "")}
            letters.append(replace(letter, context={**letter.context, **facts}))
    return letters


def _others(sheet: DecisionSheet) -> list[Decision]:
    """The decisions of those who wait or get nothing. 1 query."""
    return list(
        sheet.decisions.exclude(outcome__in=APPROVED)
        .filter(application__state__in=("waitlisted", "declined"))
        .select_related("application__round__fund", "application__group")
        .order_by("pk")
    )


def _result(decision: Decision) -> str:
    """The outcome as a letter tells it, with the stage that was not passed (N13)."""
    outcome = str(decision.get_outcome_display())
    return f"{outcome}: {decision.stage_failed}" if decision.stage_failed else outcome
