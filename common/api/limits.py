"""How often something may be asked for: counted in Redis, by whom it concerns and by where it comes from."""

from __future__ import annotations

import hashlib
import logging

from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.exceptions import Throttled

log = logging.getLogger(__name__)


def count_try(what: str, who: str, *, most: int, seconds: int) -> None:
    """Count one try of `who` at `what`. Raises Throttled (429) when there were more than `most` within
    `seconds`. Without Redis nothing is counted: people can still work."""
    try:
        tries = _raise(key_of(what, who), seconds)
    except (RedisError, OSError):
        log.warning("%s is not counted: Redis does not answer", what)
        return
    if tries > most:
        raise Throttled(wait=seconds)


def forget_tries(what: str, who: str) -> None:
    """Start counting anew."""
    try:
        cache.delete(key_of(what, who))
    except (RedisError, OSError):
        log.warning("%s is not counted: Redis does not answer", what)


def key_of(what: str, who: str) -> str:
    return f"tries:{what}:{hashlib.sha256(who.encode()).hexdigest()}"


def _raise(key: str, seconds: int) -> int:
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key)
    except ValueError:  # the window ended between the two commands
        return 1
