"""How often somebody may try to sign in: counted in Redis, by address typed and by where it comes from."""

from __future__ import annotations

import hashlib
import logging

from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.exceptions import Throttled

WINDOW_SECONDS = 15 * 60
MOST_PER_EMAIL = 10
MOST_PER_PLACE = 100

log = logging.getLogger(__name__)


def count_attempt(email: str, place: str) -> None:
    """Count one try. Raises Throttled (429) when there were too many in a quarter of an hour.

    An unknown address is counted like a known one, so the limit tells nothing either. Without Redis
    nothing is counted: people can still sign in.
    """
    try:
        tries = [
            (_raise(_key("email", email)), MOST_PER_EMAIL),
            (_raise(_key("place", place)), MOST_PER_PLACE),
        ]
    except (RedisError, OSError):
        log.warning("sign-in attempts are not counted: Redis does not answer")
        return
    if any(done > most for done, most in tries):
        raise Throttled(wait=WINDOW_SECONDS)


def forget_attempts(email: str) -> None:
    """The right password was given."""
    try:
        cache.delete(_key("email", email))
    except (RedisError, OSError):
        log.warning("sign-in attempts are not counted: Redis does not answer")


def _key(kind: str, value: str) -> str:
    return f"sign-in:{kind}:{hashlib.sha256(value.encode()).hexdigest()}"


def _raise(key: str) -> int:
    cache.add(key, 0, timeout=WINDOW_SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # the window ended between the two commands
        return 1
