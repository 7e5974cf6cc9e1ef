"""When a reminder goes out (R15): pure dates, no clock."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

STEPS: Final = (30, 14, 7, 1)
"""Days before the date."""
OVERDUE_STEPS: Final = (-1, -7)
"""Days after the date; the sign says after."""

MOST_MISSED_DAYS: Final = 366
"""A site that slept for longer begins anew."""


def is_silent(day: date) -> bool:
    """Nobody is written to from 29 December to 3 January."""
    return (day.month == 12 and day.day >= 29) or (day.month == 1 and day.day <= 3)


def steps_due(today: date, last_run: date | None, *, overdue: bool = True) -> dict[date, int]:
    """R15: which dates are reminded of today, each with its step (30, 14, 7, 1 days before; −1, −7 after).

    Every step whose day lies after `last_run` and not after `today` counts, so a missed morning is made
    good; of several steps for one date only the nearest is sent. `last_run` None: as if yesterday's ran.
    On silent days nothing is due.
    """
    if is_silent(today):
        return {}
    since = last_run if last_run is not None else today - timedelta(days=1)
    steps = STEPS + (OVERDUE_STEPS if overdue else ())
    missed = min(max((today - since).days, 0), MOST_MISSED_DAYS)
    nearest: dict[date, tuple[date, int]] = {}
    for back in range(missed):
        day = today - timedelta(days=back)
        for step in steps:
            due = day + timedelta(days=step)
            if due not in nearest or nearest[due][0] < day:
                nearest[due] = (day, step)
    return {due: step for due, (_, step) in nearest.items()}


RETRY_MINUTES: Final = (1, 5, 15, 60, 240, 720, 1440, 1440, 1440)
"""How long to wait after the n-th attempt; about five days in all, then the office hears of it."""


def retry_after(attempts: int) -> timedelta | None:
    """The wait after `attempts` attempts that the mail server did not take; None: give up."""
    return timedelta(minutes=RETRY_MINUTES[attempts - 1]) if attempts <= len(RETRY_MINUTES) else None
