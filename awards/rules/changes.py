"""When a group must ask before it changes its project (変更承認)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction


def budget_shifts(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, Fraction | None]:
    """By which share each expense category moves; None for one that was not there before."""
    names = list(dict.fromkeys([*before, *after]))
    shifts: dict[str, Fraction | None] = {}
    for name in names:
        old, new = before.get(name, 0), after.get(name, 0)
        if old != new:
            shifts[name] = Fraction(abs(new - old), old) if old else None
    return shifts


def change_needs_approval(
    before: Mapping[str, int],
    after: Mapping[str, int],
    threshold: Fraction,
    *,
    aim_changes: bool = False,
) -> bool:
    """Whether approval is needed: a category moves by more than `threshold` (or is new), or purpose,
    place or period change (`aim_changes`)."""
    shifts = budget_shifts(before, after)
    return aim_changes or any(shift is None or shift > threshold for shift in shifts.values())
