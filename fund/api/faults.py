"""Where in the body that was sent a setting is wrong: the policy's own paths begin at its root."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from common.errors import FieldErrors


@contextmanager
def settings_under(pointer: str) -> Iterator[None]:
    """Put `pointer` before the path of every faulty setting."""
    try:
        yield
    except FieldErrors as refusal:
        raise FieldErrors(
            replace(fault, pointer=f"{pointer}{fault.pointer}".rstrip("/"))
            if fault.code.startswith("fund.policy_")
            else fault
            for fault in refusal.faults
        ) from None
