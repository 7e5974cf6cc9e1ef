"""Letters to a person that this room asks for; the outbox, a room above, writes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from people.models import User

Writer = Callable[[str, str, "User | None", dict[str, Any], bool], None]

writers: list[Writer] = []
"""The outbox registers here: `writer(kind, address, recipient, context, at_once)`."""


def write(
    kind: str,
    address: str,
    *,
    recipient: User | None = None,
    context: dict[str, Any] | None = None,
    at_once: bool = False,
) -> None:
    """Have a letter written, inside the caller's transaction; `at_once` when somebody waits for it."""
    for writer in writers:
        writer(kind, address, recipient, context or {}, at_once)
