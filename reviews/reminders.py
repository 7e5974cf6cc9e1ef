"""What the deadline radar watches in this room (R15): reviewers with open reviews before the close."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F

from common.calendar import wareki_moment
from common.clock import JST
from notices.radar import Duty, ReminderRule
from reviews.models import CommitteeMember


def reviews_due(days: Collection[date]) -> Iterable[Duty]:
    """Members with reviews not handed in, of rounds whose scoring closes on one of `days`. 1 query."""
    rows = CommitteeMember.objects.filter(
        user__is_active=True,
        round__state__in=("closed", "reviewing"),
        round__review_closes_at__date__in=list(days),
        reviews__state__in=("assigned", "declared", "in_progress"),
        reviews__application__state__in=("accepted", "under_review", "shortlisted"),
    ).order_by("pk")
    found: Any = rows.values(
        "pk",
        "user_id",
        fund_code=F("round__fund__code"),
        fund_name=F("round__fund__name"),
        call=F("round__name"),
        closes=F("round__review_closes_at"),
    ).annotate(count=Count("reviews"))
    for row in found:
        closes_at: datetime = row["closes"].astimezone(JST)
        context = {
            "round": row["call"],
            "count": row["count"],
            "closes_at": wareki_moment(closes_at),
            "fund": row["fund_name"],
        }
        # One letter for all of a member's reviews: thirty would not be read.
        yield Duty(
            f"committeemember:{row['pk']}", closes_at.date(), row["user_id"], row["fund_code"], context
        )


# Once the time has come the clock closes scoring itself, so nothing is overdue.
RULES = (ReminderRule("review_due", "review_due", reviews_due),)
