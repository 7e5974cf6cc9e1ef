"""What the deadline radar watches in this room (R15): reviewers with open reviews before the close."""

from __future__ import annotations

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from notices.radar import ReminderRule
from reviews.models import CommitteeMember, Review


def members() -> QuerySet[CommitteeMember]:
    """Members with reviews not handed in: `left` of them. One letter for all: thirty would not be read."""
    mine = Review.objects.filter(
        member=OuterRef("pk"),
        state__in=("assigned", "declared", "in_progress"),
        application__state__in=("accepted", "under_review", "shortlisted"),
    )
    left = Subquery(mine.order_by().values("member").annotate(count=Count("pk")).values("count"))
    return (
        CommitteeMember.objects.filter(user__is_active=True, round__state__in=("closed", "reviewing"))
        .annotate(left=left)
        .filter(left__gt=0)
    )


RULES = (
    # Once the time has come the clock closes scoring itself, so nothing is overdue.
    ReminderRule(
        "review_due",
        "review_due",
        "採点の締切",
        members,
        due="round__review_closes_at",
        moment=True,
        fund="round__fund",
        call="round_id",
        who="user_id",
        facts={"round": F("round__name"), "count": F("left"), "closes_at": F("round__review_closes_at")},
    ),
)
