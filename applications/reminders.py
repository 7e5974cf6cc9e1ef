"""What the deadline radar watches in this room (R15): unfinished drafts and corrections not sent yet."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from applications.models import Application
from notices.radar import ReminderRule
from people.models import Membership

_WRITERS = Q(
    group__memberships__ended_on__isnull=True,
    group__memberships__role__in=Membership.WRITERS,
    group__memberships__user__is_active=True,
)


def drafts() -> QuerySet[Application]:
    """Drafts of calls that are open."""
    return Application.objects.filter(state="draft", round__state="open")


def corrections() -> QuerySet[Application]:
    """Applications with a correction asked for and not sent yet."""
    return Application.objects.filter(state="returned", corrections__state="open")


RULES = (
    ReminderRule(
        "application_draft_due",
        "application_draft_due",
        "申請の締切(下書き)",
        drafts,
        due="round__closes_at",
        moment=True,
        fund="round__fund",
        call="round_id",
        who="group__memberships__user_id",
        told=_WRITERS,
        # Nothing of what the draft says: the office, which reads its outbox, is not to know it yet.
        facts={
            "round": F("round__name"),
            "department": F("department__name"),
            "group": F("group__name"),
            "closes_at": F("round__closes_at"),
        },
        of_office=False,
    ),
    # What is not corrected by its day is out the day after, so nothing is overdue.
    ReminderRule(
        "application_correction_due",
        "application_correction_due",
        "申請の補正",
        corrections,
        due="corrections__due_on",
        fund="round__fund",
        call="round_id",
        who="group__memberships__user_id",
        told=_WRITERS,
        facts={
            "title": F("title"),
            "number": F("number"),
            "group": F("group__name"),
            "due_on": F("corrections__due_on"),
        },
    ),
)
