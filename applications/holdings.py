"""What a person filed and wrote for their groups, for them to take along, and how long it is kept."""

from __future__ import annotations

from datetime import date

from applications.models import Message, Submission
from people.holdings import Holding, Rows, end_of_keeping
from people.models import User


def _submissions(user: User) -> Rows:
    rows = Submission.objects.filter(by=user).select_related("application__round", "application__group")
    return [
        {
            "number": row.application.number,
            "submission": row.number,
            "round": row.application.round.name,
            "group": row.profile.get("name", ""),
            "content": row.data,
            "sha256": row.sha256,
            "at": row.at.isoformat(),
        }
        for row in rows.order_by("pk")
    ]


def _submissions_until(user: User) -> date | None:
    years = Submission.objects.filter(by=user).order_by("-application__round__fiscal_year__year")
    return end_of_keeping(years.values_list("application__round__fiscal_year__year", flat=True).first())


def _messages(user: User) -> Rows:
    rows = Message.objects.filter(author=user).select_related("application").order_by("pk")
    return [
        {"application": row.application.number, "body": row.body, "at": row.at.isoformat()} for row in rows
    ]


SUBMISSIONS = Holding("提出した申請", "Applications you filed", _submissions, _submissions_until)
MESSAGES = Holding("書いたやりとり", "Messages you wrote", _messages)
