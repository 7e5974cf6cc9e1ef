"""Telling the groups of a round what changed in the call they rely on."""

from __future__ import annotations

from datetime import datetime

from applications.models import Application
from applications.services.common import letters_to_group
from fund.models import CallVersion, Round
from notices.services import queue_many

OVER = ("withdrawn", "discarded", "ineligible", "declined", "expired")


def tell_of_amendment(call: Round, version: CallVersion, at: datetime) -> None:
    """A letter to every group with an application under way, drafts too. Constant queries."""
    rows = Application.objects.filter(round=call).exclude(state__in=OVER)
    lines = [str(change["ja"]) for change in version.changes]
    letters = letters_to_group(
        list(rows.select_related("group", "round__fund", "department").order_by("pk")),
        "call_amended",
        occasion=str(version.number),
        changes="\n".join(lines),
        notice=version.notice,
    )
    queue_many(letters, at=at)
