"""What a person wrote as a member of a committee, for them to take along. What they are recused from is not
there (R8)."""

from __future__ import annotations

from datetime import date

from people.holdings import Holding, Rows, end_of_keeping
from people.models import User
from reviews.models import CommitteeMember, Review


def _reviews(user: User) -> Rows:
    rows = Review.objects.filter(member__user=user).exclude(state="recused").order_by("pk")
    rows = rows.select_related("application", "member__round").prefetch_related("scores__criterion")
    return [
        {
            "round": row.member.round.name,
            "application": row.application.number,
            "state": row.state,
            "points": {score.criterion.code: str(score.points) for score in row.scores.all()},
            "comment": row.comment,
            "submitted_at": row.submitted_at.isoformat() if row.submitted_at else None,
        }
        for row in rows
    ]


def _reviews_until(user: User) -> date | None:
    years = CommitteeMember.objects.filter(user=user).order_by("-round__fiscal_year__year")
    return end_of_keeping(years.values_list("round__fiscal_year__year", flat=True).first())


REVIEWS = Holding("審査委員としての採点", "Your reviews", _reviews, _reviews_until)
