"""Whether the parts of the site answer: database, Redis, worker, beat."""

from __future__ import annotations

from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db import connection
from redis.exceptions import RedisError

PROCESSES = ("worker", "beat")
# Longer than two heartbeats, so one that waits behind a long task raises no alarm.
ALIVE_SECONDS = 35


def note(process: str) -> None:
    """`process` ("worker" or "beat") is alive now."""
    cache.set(_key(process), 1, timeout=ALIVE_SECONDS)


def forget() -> None:
    """No process is alive: said before a start, so that nobody takes an earlier run's sign for this one's."""
    cache.delete_many([_key(process) for process in PROCESSES])


def stores() -> dict[str, bool]:
    """Do the database and Redis answer?"""
    return {"database": _database_answers(), "redis": _signs() is not None}


def parts() -> dict[str, bool]:
    """Stores and processes, each with whether it answers. One query, one call to Redis."""
    signs = _signs()
    return {
        "database": _database_answers(),
        "redis": signs is not None,
        **{process: bool(signs) and _key(process) in (signs or {}) for process in PROCESSES},
    }


def _key(process: str) -> str:
    return f"alive:{process}"


def _signs() -> dict[str, int] | None:
    """Signs of life in Redis; None when Redis does not answer."""
    try:
        return cache.get_many([_key(process) for process in PROCESSES])
    except (RedisError, OSError):
        return None


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
