"""When a group must ask before it changes its project (変更承認)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class ChangeVerdict:
    """Whether a change needs approval, and each reason: `code` is category, new_category, amount, purpose,
    place, period or unsaid; of a category its `name` and by which `share` it moves."""

    needs_approval: bool
    threshold: Fraction
    reasons: tuple[ChangeReason, ...] = ()


@dataclass(frozen=True)
class ChangeReason:
    code: str
    name: str = ""
    share: Fraction | None = None


def judge_change(
    before: Mapping[str, int],
    after: Mapping[str, int] | None,
    threshold: Fraction,
    *,
    aims: Sequence[str] = (),
    lowered: bool = False,
    named: bool = True,
) -> ChangeVerdict:
    """`after` is None where the budget stays, `lowered` whether the award falls, `aims` what else changes; a
    request that names nothing at all (`named` off) is for the office to read."""
    reasons = [ChangeReason(aim) for aim in aims]
    if lowered:
        reasons.append(ChangeReason("amount"))
    for name, shift in budget_shifts(before, before if after is None else after).items():
        if shift is None or shift > threshold:
            reasons.append(ChangeReason("new_category" if shift is None else "category", name, shift))
    if not named:
        reasons.append(ChangeReason("unsaid"))
    assert bool(reasons) >= change_needs_approval(before, after or before, threshold, aim_changes=bool(aims))
    return ChangeVerdict(bool(reasons), threshold, tuple(reasons))
