"""Telling the committee of a round what changed in the call it judges by."""

from __future__ import annotations

from datetime import datetime

from fund.models import CallVersion, Round
from notices.services import queue_many
from reviews.queries import committee
from reviews.services.common import committee_letters


def tell_of_amendment(call: Round, version: CallVersion, at: datetime) -> None:
    """A letter to every member of the committee. Constant queries."""
    letters = committee_letters(
        call,
        committee(call),
        "call_amended",
        f"committee:{version.number}",
        changes="\n".join(str(change["ja"]) for change in version.changes),
        notice=version.notice,
    )
    queue_many(letters, at=at)
