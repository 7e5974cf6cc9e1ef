"""Out of which sub-funds an award is paid, and what a named group is paid (R12)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from fund.policy import BudgetPool


@dataclass(frozen=True)
class SubFundFacts:
    """A sub-fund as R12 sees it; `target_group` is the group it is named for, if any."""

    code: str
    kind: str
    tags: tuple[str, ...] = ()
    target_group: int | None = None


def funding_order(sub_funds: Sequence[SubFundFacts], tags: Collection[str], group: int) -> list[str]:
    """The codes an award of `group` with `tags` draws from, first to last; `sub_funds` in listed order.

    Named for the group or its project → theme and named-company funds sharing a tag → city match →
    general. A project's sub-fund that names tags wants one of them shared as well.
    """
    steps = (
        [row for row in sub_funds if _is_own(row, tags, group)],
        [row for row in sub_funds if row.kind in ("theme", "named_company") and _shares(row, tags)],
        [row for row in sub_funds if row.kind == "city_match"],
        [row for row in sub_funds if row.kind == "general"],
    )
    return [row.code for step in steps for row in step]


def within_pools(order: Sequence[str], pools: Sequence[BudgetPool], department: str) -> list[str]:
    """The order kept to what the pools of a department name (N12): their sub-funds as listed, and no
    others. Pools that name none leave the order to R12."""
    named = [code for pool in pools if department in pool.departments for code in pool.sub_funds]
    return list(dict.fromkeys(named)) if named else list(order)


def _is_own(row: SubFundFacts, tags: Collection[str], group: int) -> bool:
    if row.kind == "named_group":
        return row.target_group == group
    if row.kind != "project":
        return False
    named = row.target_group is not None
    if not named and not row.tags:
        return False
    return (not named or row.target_group == group) and (not row.tags or _shares(row, tags))


def _shares(row: SubFundFacts, tags: Collection[str]) -> bool:
    return bool(set(row.tags) & set(tags))


def payout(net: int, cap: int | None) -> int:
    """What a named group is paid out of its sub-fund: min(net, cap), not below 0 (R12). Yen."""
    return max(net if cap is None else min(net, cap), 0)
