"""The letters that were sent to a person, for them to take along."""

from __future__ import annotations

from notices.models import Notice
from people.holdings import Holding, Rows
from people.models import User


def _letters(user: User) -> Rows:
    rows = Notice.objects.filter(recipient=user, state="sent").order_by("pk")
    return [
        {
            "kind": row.kind,
            "subject": row.sent_subject,
            "body": row.sent_body,
            "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        }
        for row in rows
    ]


LETTERS = Holding("お送りしたメール", "Mail sent to you", _letters)
