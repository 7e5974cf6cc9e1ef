"""Kept for later: a paper panel's score taken down by the office, and rankings frozen with their hash."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from applications.models import Application
from common import clock
from common.errors import DomainError, FieldFault, refuse
from fund.models import Department, Round
from reviews.models import Ranking, RecordedScore, Review
from reviews.permissions import require_not_excluded, require_office
from reviews.queries import content_hash, facts_for, frozen_rows, rankings, scales_of
from reviews.rules import read_points, reviewer_full_mark
from reviews.services.common import (
    lock_application_in_round,
    require_round_in,
    require_under_review,
)
from trail.services import Actor, note

MOST_REVIEWERS: Final = 100


class SinglyScored(DomainError):
    """R9: where enough reviewers scored by themselves their scores count."""

    code = "reviews.singly_scored"
    ja = "この申請は{count}人の委員が採点しています。審査会の点を代わりに記録することはできません。"
    en = "{count} reviewers have scored this application; their scores count, not a recorded figure."


@transaction.atomic
def record_score(
    *, application_id: int, by: Actor, basis: str, points: Any, reviewers: int | None = None
) -> RecordedScore:
    """Take down a committee's figure where there are not enough single scores (officer; paper panels).

    `basis` is sum (all points of all `reviewers`) or score (on the department's scale); `points` is a
    number or its text. The last word counts until the decision. Raises NotFound, NotAllowed, NotNow,
    AfterDecision, ApplicationOut, SinglyScored, FieldErrors.
    """
    application = lock_application_in_round(application_id)
    require_not_excluded(by, application.round_id, [application.pk])
    require_office(by, application.round, "officer")
    require_round_in(application.round, "reviewing", "deciding")
    require_under_review(application)
    at = clock.now()
    _require_few_scores(application)
    figure = _read(application, basis, points, reviewers)
    made, _ = RecordedScore.objects.update_or_create(
        application=application,
        defaults={"basis": basis, "points": figure, "reviewers": reviewers, "by_id": by.pk, "at": at},
    )
    note(
        application.round,
        "record_score",
        by=by,
        at=at,
        role="officer",
        application=application.pk,
        basis=basis,
        points=str(figure),
        reviewers=reviewers,
    )
    return made


def _require_few_scores(application: Application) -> None:
    own = application.department.rules.scoring.min_reviewers
    least = application.round.policy.min_reviewers if own is None else own
    counted = Review.objects.filter(application=application, state__in=("submitted", "locked")).count()
    if counted >= max(least, 1):
        raise SinglyScored(count=counted)


def _read(application: Application, basis: str, points: Any, reviewers: int | None) -> Decimal:
    """The figure as a number. Raises FieldErrors."""
    faults = []
    scoring = application.department.rules.scoring
    if basis not in ("sum", "score"):
        ja, en = "合計点か換算済みの点を選んでください。", "Choose sum or score."
        faults.append(FieldFault("/basis", "reviews.unknown_basis", ja, en))
    if reviewers is not None and not 1 <= reviewers <= MOST_REVIEWERS:
        ja, en = f"1〜{MOST_REVIEWERS}人で入れてください。", f"Enter 1 to {MOST_REVIEWERS} reviewers."
        faults.append(FieldFault("/reviewers", "reviews.reviewers", ja, en))
    if basis == "sum" and reviewers is None and scoring.aggregate != "sum":
        ja, en = (
            "合計点を平均にするため、委員の人数を入れてください。",
            "The mean of a sum needs the number of reviewers.",
        )
        faults.append(FieldFault("/reviewers", "reviews.missing", ja, en))
    try:
        figure = read_points(points)
    except ValueError:
        figure = None
    most = _most(application, basis, reviewers)
    if figure is None or figure < 0:
        ja, en = (
            "点を0以上の数字で入れてください(小数は2桁まで)。",
            "Give 0 points or more, with two decimals at most.",
        )
        faults.append(FieldFault("/points", "reviews.not_a_number", ja, en))
    elif most is not None and figure > most:
        ja, en = f"満点({float(most):g}点)を超えています。", f"The full mark is {float(most):g}."
        faults.append(FieldFault("/points", "reviews.off_scale", ja, en))
    refuse(faults)
    assert figure is not None
    return figure


def _most(application: Application, basis: str, reviewers: int | None) -> Fraction | None:
    """The highest figure there can be; None where the call's scales do not tell."""
    scoring = application.department.rules.scoring
    if any(item.kind != "criteria" for item in scoring.components):
        return None
    scales = scales_of(application)
    facts = facts_for(application, scales)
    full = reviewer_full_mark(scales, scoring, facts, continuing=application.continuing)
    if basis == "score" and scoring.aggregate == "percent":
        return Fraction(scoring.scale_to)
    if not full:
        return None
    if basis == "score" and scoring.aggregate == "mean":
        return full
    return full * reviewers if reviewers else None


def freeze_rankings(call: Round) -> list[Ranking]:
    """Keep every department's ranking as it stands, with its hash (R9); what did not change since the last
    version keeps its number. Part of the caller's transaction, which holds the round and has checked the
    person. Raises TooFewReviewers, UnequalReviewers. Constant queries.
    """
    found = rankings(call)
    at = clock.now()
    last = dict(
        Department.objects.filter(round=call).annotate(last=Max("rankings__number")).values_list("pk", "last")
    )
    kept = {
        row.department_id: row
        for row in Ranking.objects.filter(department__round=call)
        if row.number == last[row.department_id]
    }
    result = []
    for department_id, department_ranking in found.items():
        rows = frozen_rows(department_ranking)
        digest = content_hash(rows)
        before = kept.get(department_id)
        if before is None or before.sha256 != digest:
            before = Ranking(
                department_id=department_id,
                number=(last[department_id] or 0) + 1,
                rows=rows,
                sha256=digest,
                frozen_at=at,
            )
        result.append(before)
    Ranking.objects.bulk_create([row for row in result if row.pk is None])
    return result
