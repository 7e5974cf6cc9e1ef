"""Setting the clock. Only the intake of a fund's year, `manage.py advance` and tests may import this
(an import contract holds it)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.conf import settings

from common import clock


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Everything inside happens at `moment` (aware)."""
    assert moment.tzinfo is not None, "a clock needs a time zone"
    token = clock._set_time.set(moment.astimezone(clock.JST))
    try:
        yield moment
    finally:
        clock._set_time.reset(token)


@contextmanager
def on(day: date, hour: int = 12) -> Iterator[datetime]:
    """Everything inside happens on `day` at `hour` o'clock in Japan."""
    with at(datetime.combine(day, time(hour), tzinfo=clock.JST)) as moment:
        yield moment


def advance_to(moment: datetime) -> timedelta:
    """Move the development site's clock forward to `moment` (aware); returns the whole offset.

    Raises RuntimeError in production (no clock file) and when `moment` lies behind the clock.
    """
    path = settings.DEVELOPMENT_CLOCK_FILE
    if path is None:
        raise RuntimeError("the clock cannot be moved in production")
    ahead = moment - clock.now()
    if ahead < timedelta(0):
        raise RuntimeError("the clock only moves forward")
    offset = clock.development_offset() + ahead
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(int(offset.total_seconds())))
    return offset
