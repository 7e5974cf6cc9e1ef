"""What is asked again and again while one answer is put together, and does not change meanwhile.

    @remembered
    def roles_of(user, fund_id): …

    with remembering():  # each question is put to the database once
        …

Only for reading: nothing may be written inside the block. Outside of one every question is put anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

_known: ContextVar[dict[Any, Any] | None] = ContextVar("machitane_remembered", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Answers of `remembered` functions are kept until the outermost block ends."""
    if _known.get() is not None:
        yield
        return
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def remembered(read: Callable[P, R]) -> Callable[P, R]:
    """A read that is the same for the same arguments throughout a block of `remembering`."""

    @wraps(read)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        known = _known.get()
        if known is None:
            return read(*args, **kwargs)
        key = (read, args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = read(*args, **kwargs)
        return cast(R, known[key])

    return asked
