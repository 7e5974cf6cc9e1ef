"""What time it is: the database's own clock, never a device's or a process's.

`now()` is read after the lock, so a request that waited cannot slip past a deadline (R7). It moves
only by `common.clock_control` (the intake of a fund's year, tests) and, on a development site, by
the offset that `manage.py advance` writes; both are absent in production.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

JST = ZoneInfo("Asia/Tokyo")

_set_time: ContextVar[datetime | None] = ContextVar("machitane_clock", default=None)

_READ = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')",
}


def now() -> datetime:
    """The moment by the database's clock (aware, Asia/Tokyo). One query."""
    fixed = _set_time.get()
    if fixed is not None:
        return fixed
    with connection.cursor() as cursor:
        cursor.execute(_READ[connection.vendor])
        (value,) = cursor.fetchone()
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment + development_offset()).astimezone(JST)


def today() -> date:
    """The calendar day in Japan by the database's clock. One query."""
    return now().date()


def development_offset() -> timedelta:
    """How far `manage.py advance` has moved this development site's clock; zero in production."""
    path: Path | None = settings.DEVELOPMENT_CLOCK_FILE
    if path is None:
        return timedelta(0)
    try:
        return timedelta(seconds=int(path.read_text()))
    except FileNotFoundError:
        return timedelta(0)
