"""A decided round on its way: projects begin by the clock, it is settled when its awards are, and kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from awards.models import Award
from common import clock
from common.calendar import fiscal_year_bounds
from common.errors import DomainError
from fund.models import Round
from fund.permissions import require_role, require_second_person
from fund.services import lock_round
from trail.models import Event
from trail.services import SYSTEM, Actor, move, note, subject_of

DONE = ("settled", "declined_by_group")


class AwardsUnsettled(DomainError):
    """A round is settled when every award of it is."""

    code = "awards.awards_unsettled"
    ja = "精算の終わっていない交付決定があります({numbers})。"
    en = "Some awards are not settled yet ({numbers})."


class YearNotOver(DomainError):
    """A round is put away at the year's end."""

    code = "awards.year_not_over"
    ja = "募集回を保存できるのは、年度が終わった後({from_day}から)です。"
    en = "A round is archived once its fiscal year is over (from {from_day})."


class ArchiveNotPrepared(DomainError):
    """R14: somebody prepares before somebody else approves."""

    code = "awards.archive_not_prepared"
    ja = "保存の起案がまだありません。先に担当者が起案してください。"
    en = "Nobody has prepared the archiving yet."


@transaction.atomic
def start_projects() -> list[Round]:
    """Decided rounds whose projects begin today or began before are running; by the clock, twice is once."""
    today = clock.now().date()
    due = (
        Round.objects.select_for_update(of=("self",))
        .select_related("fund")
        .filter(state="decided", project_from__lte=today)
        .order_by("pk")
    )
    found = list(due)
    at = clock.now()
    for call in found:
        move(call, "start_projects", by=SYSTEM, at=at)
    return found


@transaction.atomic
def settle_round(*, round_id: int, by: Actor) -> Round:
    """The round is done: every award of it is settled or was declined (officer).

    Raises NotFound, NotAllowed, WrongState, AwardsUnsettled.
    """
    call = lock_round(round_id)
    require_may_settle(call, by)
    move(call, "settle", by=by, at=clock.now(), role="officer")
    return call


def require_may_settle(call: Round, by: Actor) -> None:
    """Role, state and guard of 精算を終える. Raises as `settle_round` does."""
    require_role(by, call.fund_id, "officer")
    call.lifecycle.step(call.state, "settle")
    left = Award.objects.filter(application__round=call).exclude(state__in=DONE).order_by("number")
    numbers = list(left.values_list("number", flat=True))
    if numbers:
        raise AwardsUnsettled(numbers="、".join(numbers))


@transaction.atomic
def prepare_archive(*, round_id: int, by: Actor) -> Round:
    """The maker holds the settled round to be complete, once its year is over (officer).

    Raises NotFound, NotAllowed, WrongState, YearNotOver.
    """
    call = lock_round(round_id)
    at = clock.now()
    require_may_prepare_archive(call, by, at)
    note(call, "prepare_archive", by=by, at=at, role="officer")
    return call


def require_may_prepare_archive(call: Round, by: Actor, at: datetime) -> None:
    """Role, state and year of 保存を起案する. Raises as `prepare_archive` does."""
    require_role(by, call.fund_id, "officer")
    call.lifecycle.step(call.state, "archive")
    ends_on = fiscal_year_bounds(call.fiscal_year.year)[1]
    if at.date() <= ends_on:
        raise YearNotOver(from_day=ends_on.replace(month=4, day=1).isoformat())


@transaction.atomic
def approve_archive(*, round_id: int, by: Actor) -> Round:
    """Put the round away (an approver who did not prepare it, R14).

    Raises NotFound, NotAllowed, SamePerson, WrongState, ArchiveNotPrepared.
    """
    call = lock_round(round_id)
    require_may_archive(call, by)
    move(call, "archive", by=by, at=clock.now(), role="approver")
    return call


def require_may_archive(call: Round, by: Actor) -> None:
    """Role, state, maker and second person of 保存する. Raises as `approve_archive` does."""
    require_role(by, call.fund_id, "approver")
    call.lifecycle.step(call.state, "archive")
    # A settled round does not go back, so whoever prepared last is the maker.
    prepared = Event.objects.filter(subject=subject_of(call), verb="prepare_archive").order_by("pk").last()
    if prepared is None:
        raise ArchiveNotPrepared
    require_second_person(by, prepared.actor_id)
