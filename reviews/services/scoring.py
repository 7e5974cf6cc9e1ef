"""A reviewer's own scores (採点): saved bit by bit, handed in complete, mended until the close (R9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from common import clock
from common.calendar import wareki_moment
from common.errors import FieldErrors, FieldFault, StaleVersion, refuse, require_reason
from common.text import count_characters
from reviews.models import Review, Score
from reviews.permissions import require_office_on, require_own
from reviews.queries import criteria_of, facts_for, scales_of
from reviews.rules import points_faults, read_sheet
from reviews.services.common import (
    BEFORE_DECISION,
    ReviewOver,
    lock_review,
    lock_review_in_round,
    require_no_own_group,
    require_round_in,
    require_under_review,
)
from trail.services import Actor, move

LONGEST_COMMENT: Final = 4000


def require_scoring(review: Review, by: Actor, at: datetime) -> None:
    """R7, R8: one's own review of an application under review, until the close.

    Raises NotFound, NotNow, AfterDecision, ReviewOver, ApplicationOut, OwnGroup.
    """
    require_own(by, review)
    call = review.application.round
    require_round_in(call, "reviewing")
    if at > call.review_closes_at:
        raise ReviewOver(closes_at=wareki_moment(call.review_closes_at))
    require_under_review(review.application)
    require_no_own_group(review)


def require_may_save(review: Review, by: Actor, at: datetime) -> None:
    """Person, time and state of 採点する. Raises as `save_scores`."""
    require_scoring(review, by, at)
    if review.state != "in_progress":
        review.lifecycle.step(review.state, "start")


@transaction.atomic
def save_scores(
    *,
    review_id: int,
    by: Actor,
    points: Mapping[str, Any],
    comment: str | None = None,
    if_version: int | None = None,
) -> Review:
    """Keep the reviewer's points by criterion code as far as they are given; the first save starts.

    Points are typed in half or full width, empty takes one back; criteria not named stay. Each save is a
    new version. Raises NotFound, NotNow, AfterDecision, ReviewOver, ApplicationOut, OwnGroup, WrongState,
    StaleVersion (with what was saved meanwhile), FieldErrors.
    """
    review = lock_review(review_id)
    at = clock.now()
    require_may_save(review, by, at)
    if if_version is not None and if_version != review.version:
        raise StaleVersion(
            current=review.version, given=if_version, points=saved_points(review), comment=review.comment
        )
    given = _read(review, points, comment)
    if review.state == "declared":
        move(review, "start", by=by, at=at, role="reviewer")
    _keep(review, given)
    if comment is not None:
        review.comment = comment
    review.version += 1
    review.save(update_fields=["comment", "version"])
    return review


def saved_points(review: Review) -> dict[str, str]:
    """The points as kept, by criterion code. 1 query."""
    rows = review.scores.values_list("criterion__code", "points")
    return {code: f"{points.normalize():f}" for code, points in rows}


def _read(review: Review, points: Mapping[str, Any], comment: str | None) -> dict[str, Decimal | None]:
    application = review.application
    read, faults = read_sheet(points)
    scales = scales_of(application)
    facts = facts_for(application, scales)
    faults += points_faults(read, scales, continuing=application.continuing, facts=facts)
    if comment is not None and count_characters(comment) > LONGEST_COMMENT:
        ja, en = f"{LONGEST_COMMENT:,}文字までです。", f"{LONGEST_COMMENT:,} characters at most."
        faults.append(FieldFault("/comment", "reviews.too_long", ja, en))
    refuse(faults)
    return read


def _keep(review: Review, given: Mapping[str, Decimal | None]) -> None:
    criteria = {row.code: row for row in criteria_of(review.application)}
    emptied = [code for code, points in given.items() if points is None]
    if emptied:
        review.scores.filter(criterion__code__in=emptied).delete()
    Score.objects.bulk_create(
        (
            Score(review=review, criterion=criteria[code], points=points)
            for code, points in given.items()
            if points is not None
        ),
        update_conflicts=True,
        unique_fields=["review", "criterion"],
        update_fields=["points"],
    )


def require_may_submit(review: Review, by: Actor, at: datetime) -> None:
    """Person, time, state and completeness of 採点を提出する. Raises as `submit_review`."""
    require_scoring(review, by, at)
    review.lifecycle.step(review.state, "submit")
    given = saved_points(review).keys()
    missing = [row for row in criteria_of(review.application) if row.code not in given]
    if missing:
        raise FieldErrors(
            FieldFault(
                f"/points/{row.code}",
                "reviews.score_missing",
                f"「{row.name}」の点を入れてください。",
                f"Please score “{row.name}”.",
            )
            for row in missing
        )


@transaction.atomic
def submit_review(*, review_id: int, by: Actor) -> Review:
    """Hand in complete scores; from now on they count (R9).

    Raises NotFound, NotNow, AfterDecision, ReviewOver, ApplicationOut, OwnGroup, WrongState, FieldErrors.
    """
    review = lock_review(review_id)
    at = clock.now()
    require_may_submit(review, by, at)
    review.submitted_at = at
    review.save(update_fields=["submitted_at"])
    move(review, "submit", by=by, at=at, role="reviewer")
    return review


def require_may_reopen(review: Review, by: Actor, at: datetime) -> None:
    """Person, time and state of 採点を直す. Raises as `reopen_review`."""
    require_scoring(review, by, at)
    review.lifecycle.step(review.state, "reopen")


@transaction.atomic
def reopen_review(*, review_id: int, by: Actor) -> Review:
    """Take scores back to mend them, until the close; they do not count until handed in again.

    Raises NotFound, NotNow, AfterDecision, ReviewOver, ApplicationOut, OwnGroup, WrongState.
    """
    review = lock_review(review_id)
    at = clock.now()
    require_may_reopen(review, by, at)
    review.submitted_at = None
    review.save(update_fields=["submitted_at"])
    move(review, "reopen", by=by, at=at, role="reviewer")
    return review


def require_may_release(review: Review, by: Actor) -> None:
    """Person, time and state of 審査を免除する. Raises as `release_review`."""
    require_office_on(by, review, "officer")
    require_round_in(review.application.round, *BEFORE_DECISION)
    review.lifecycle.step(review.state, "release")


@transaction.atomic
def release_review(*, review_id: int, by: Actor, reason: str) -> Review:
    """Release a silent reviewer from an application, with the reason (officer).

    Raises NotFound, NotAllowed, NotNow, AfterDecision, WrongState, ReasonMissing.
    """
    review = lock_review_in_round(review_id)
    require_may_release(review, by)
    reason = require_reason(reason)
    move(review, "release", by=by, at=clock.now(), role="officer", reason=reason)
    return review
