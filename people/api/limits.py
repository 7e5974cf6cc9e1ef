"""How often somebody may try to sign in by password: by the address typed and by where it comes from."""

from __future__ import annotations

from common.api.limits import count_try, forget_tries

WINDOW_SECONDS = 15 * 60
MOST_PER_EMAIL = 10
MOST_PER_PLACE = 100


def count_attempt(email: str, place: str) -> None:
    """Count one try. Raises Throttled (429) when there were too many in a quarter of an hour.

    An unknown address is counted like a known one, so the limit tells nothing either.
    """
    count_try("sign-in-place", place, most=MOST_PER_PLACE, seconds=WINDOW_SECONDS)
    count_try("sign-in-email", email, most=MOST_PER_EMAIL, seconds=WINDOW_SECONDS)


def forget_attempts(email: str) -> None:
    """The right password was given."""
    forget_tries("sign-in-email", email)
