"""What rooms above hang on an award: few, named, and called inside the award's own transaction.

`disbursements` registers here, in its `apps.py`, how instalments follow an award; awards never import it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from awards.models import Award

# Called with the award and the moment after it became active, was changed, fixed, abolished or cancelled.
award_changed: list[Callable[[Award, datetime], None]] = []
# Asked before awards settle: the ids of those with an instalment still on its way.
have_open_instalments: list[Callable[[Sequence[Award]], set[int]]] = []
# Asked before an amount is fixed or an award cancelled: was a transfer ordered whose end nobody knows yet?
transfer_under_way: list[Callable[[Award], bool]] = []


def tell_changed(award: Award, at: datetime) -> None:
    """Let the rooms above follow what happened to the award."""
    for follow in award_changed:
        follow(award, at)
