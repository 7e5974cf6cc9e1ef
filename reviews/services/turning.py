"""A round's review from start to close: accepted applications come under review, scores are locked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from applications.models import Application
from applications.services import begin_review, set_outcome
from common import clock
from common.calendar import wareki_moment
from common.errors import DomainError
from fund.models import Round
from fund.services import lock_round
from notices.services import queue_many
from reviews.models import Review
from reviews.permissions import require_not_excluded, require_office
from reviews.queries import committee
from reviews.services.common import (
    OPEN_REVIEW,
    UNDER_REVIEW,
    committee_letters,
    lock_application_in_round,
    require_round_in,
)
from trail.services import SYSTEM, Actor, move, move_all


class UndeclaredLeft(DomainError):
    """R8: interest is declared before anything is read."""

    code = "reviews.undeclared_left"
    ja = "利害関係の申告が済んでいない委員がいます({codes})。申告を待つか、審査を免除してください。"
    en = "Some reviewers have not declared their interest yet ({codes}). Wait, or release them."


class ScoresMissing(DomainError):
    """Before the close every reviewer has the time that was announced."""

    code = "reviews.scores_missing"
    ja = "採点を提出していない委員がいます({codes})。締切({closes_at})を待つか、審査を免除してください。"
    en = "Some reviewers have not handed in their scores ({codes}). Wait until {closes_at}, or release them."


def require_may_start(call: Round, by: Actor) -> None:
    """Role, state and declarations of 審査を始める; the desk's part is looked at when it starts.

    Raises NotFound, NotAllowed, WrongState, UndeclaredLeft. At most 3 queries.
    """
    require_office(by, call, "officer")
    call.lifecycle.step(call.state, "start_review")
    silent = _codes(call, ("assigned",), ("accepted",))
    if silent:
        raise UndeclaredLeft(codes="、".join(silent))


def _codes(call: Round, states: Sequence[str], applications: Sequence[str]) -> list[str]:
    """Codes of members with a review in one of `states` of an application in one of `applications`."""
    found = Review.objects.filter(
        application__round=call, application__state__in=applications, state__in=states
    )
    return list(found.order_by("member__code").values_list("member__code", flat=True).distinct())


@transaction.atomic
def start_review(*, round_id: int, by: Actor) -> Round:
    """Put all accepted applications under review (officer), once the desk is done and all declared.

    Drafts left over do not count. Raises NotFound, NotAllowed, WrongState, UndeclaredLeft, DeskUnfinished.
    """
    call = lock_round(round_id)
    require_may_start(call, by)
    at = clock.now()
    begin_review(round_id=call.pk, by=by, at=at)
    move(call, "start_review", by=by, at=at, role="officer")
    queue_many(committee_letters(call, committee(call), "review_started", "start"), at=at)
    return call


@transaction.atomic
def admit_application(*, application_id: int, by: Actor) -> Application:
    """Put one application under review after the others: accepted again after an error (officer).

    Raises NotFound, NotAllowed, NotNow, AfterDecision, WrongState.
    """
    application = lock_application_in_round(application_id)
    require_not_excluded(by, application.round_id, [application.pk])
    require_office(by, application.round, "officer")
    require_round_in(application.round, "reviewing", "deciding")
    return set_outcome(application, "start_review", by=by, at=clock.now(), role="officer")


def require_may_close(call: Round, by: Actor, at: datetime) -> None:
    """Role, state and time of 採点を締め切る. Raises as `close_review`. At most 3 queries."""
    require_office(by, call, "officer")
    call.lifecycle.step(call.state, "close_review")
    if at < call.review_closes_at:
        late = _codes(call, OPEN_REVIEW, UNDER_REVIEW)
        if late:
            raise ScoresMissing(codes="、".join(late), closes_at=wareki_moment(call.review_closes_at))


@transaction.atomic
def close_review(*, round_id: int, by: Actor) -> Round:
    """End scoring and lock what was handed in: the clock at review_closes_at, the officer when all scores
    are in. Unfinished scores stay and do not count.

    Raises NotFound, NotAllowed, WrongState, ScoresMissing.
    """
    call = lock_round(round_id)
    # Every open review is locked, so that none is handed in or taken back in between.
    reviews = (
        Review.objects.select_for_update(of=("self",))
        .select_related("application__round__fund")
        .filter(application__round=call, state__in=(*OPEN_REVIEW, "submitted"))
    )
    rows = list(reviews.order_by("pk"))
    at = clock.now()
    require_may_close(call, by, at)
    move_all([row for row in rows if row.state == "submitted"], "lock", by=by, at=at)
    move(call, "close_review", by=by, at=at, role="" if by is SYSTEM else "officer")
    return call


def close_due_reviews() -> int:
    """Close scoring of every round whose time has come; run by the clock, twice is once.

    Each round is a transaction of its own. Returns how many were closed.
    """
    at = clock.now()
    due = Round.objects.filter(state="reviewing", review_closes_at__lte=at).order_by("pk")
    return sum(_close_if_due(round_id) for round_id in due.values_list("pk", flat=True))


@transaction.atomic
def _close_if_due(round_id: int) -> bool:
    call = lock_round(round_id)
    if call.state != "reviewing":
        return False
    close_review(round_id=round_id, by=SYSTEM)
    return True
