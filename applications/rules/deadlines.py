"""R7: on time or late, by the moment that the caller read from the database's clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

Punctuality = Literal["on_time", "in_grace", "late"]
Arrival = Literal["in_time", "late", "no_postmark"]


def on_time(
    now: datetime, closes_at: datetime, grace_minutes: int, extension: datetime | None = None
) -> Punctuality:
    """R7: on time up to closes_at or the application's own extension, both included; in the grace for
    `grace_minutes` after closes_at; late after that."""
    if now <= max(closes_at, extension or closes_at):
        return "on_time"
    return "in_grace" if now <= closes_at + timedelta(minutes=grace_minutes) else "late"


def paper_arrival(
    received_at: datetime, postmarked_on: date | None, closes_at: datetime, *, by_postmark: bool
) -> Arrival:
    """R7 for paper (N15): it reached the office by closes_at, to the second and without a grace; with
    `by_postmark` it may come later when its postmark is of the closing day or before.

    `closes_at` is in Japan's time.
    """
    if received_at <= closes_at:
        return "in_time"
    if not by_postmark:
        return "late"
    if postmarked_on is None:
        return "no_postmark"
    return "in_time" if postmarked_on <= closes_at.date() else "late"


def may_begin(now: datetime, opens_at: datetime, closes_at: datetime) -> bool:
    """R7: a new draft may be begun until closes_at; the grace is for submissions under way."""
    return opens_at <= now <= closes_at


def correction_expired(today: date, due_on: date) -> bool:
    """R7: a correction is in time until its day ends."""
    return today > due_on
