"""What the deadline radar watches in this room (R15): unfinished drafts and corrections not sent yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q

from applications.models import Application
from common.calendar import wareki_long, wareki_moment
from common.clock import JST
from notices.radar import Duty, ReminderRule
from people.models import Membership

_WRITERS = Q(
    group__memberships__ended_on__isnull=True,
    group__memberships__role__in=Membership.WRITERS,
    group__memberships__user__is_active=True,
)


def _facts(**more: Any) -> dict[str, Any]:
    return {
        "writer": F("group__memberships__user_id"),
        "fund_code": F("round__fund__code"),
        "fund_name": F("round__fund__name"),
        **more,
    }


def drafts_due(days: Collection[date]) -> Iterable[Duty]:
    """Drafts of open calls that close on one of `days`, for everyone who writes for the group. 1 query."""
    rows = Application.objects.filter(
        _WRITERS, state="draft", round__state="open", round__closes_at__date__in=list(days)
    ).order_by("pk")
    found: Any = rows.values("pk", "draft", closes=F("round__closes_at"), **_facts())
    for row in found:
        closes_at: datetime = row["closes"].astimezone(JST)
        title = row["draft"].get("title")
        context = {
            "title": title if isinstance(title, str) and title.strip() else "(題名のない下書き)",
            "closes_at": wareki_moment(closes_at),
            "fund": row["fund_name"],
        }
        yield Duty(f"application:{row['pk']}", closes_at.date(), row["writer"], row["fund_code"], context)


def corrections_due(days: Collection[date]) -> Iterable[Duty]:
    """Corrections asked for one of `days` and not sent yet. 1 query."""
    rows = Application.objects.filter(
        _WRITERS, state="returned", corrections__state="open", corrections__due_on__in=list(days)
    ).order_by("pk")
    found: Any = rows.values("pk", "title", "number", due=F("corrections__due_on"), **_facts())
    for row in found:
        context = {
            "title": row["title"],
            "number": row["number"],
            "due_on": wareki_long(row["due"]),
            "fund": row["fund_name"],
        }
        yield Duty(f"application:{row['pk']}", row["due"], row["writer"], row["fund_code"], context)


RULES = (
    ReminderRule("application_draft_due", "application_draft_due", drafts_due),
    # What is not corrected by its day is out the day after, so nothing is overdue.
    ReminderRule("application_correction_due", "application_correction_due", corrections_due),
)
