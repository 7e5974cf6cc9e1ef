"""How much a department may award in all, before anybody is awarded anything (N12)."""

from __future__ import annotations

from collections.abc import Iterable

from fund.policy import BudgetPool


def budget_at_hand(code: str, budget: int | None, pools: Iterable[BudgetPool]) -> int | None:
    """The most that a department may award, in yen: its budget, its share of the pools, or the smaller of
    both; None where there is neither.

    Of a pool that spills a department may use the whole, at most its frame where it has one; of one that
    does not, its frame, or what is not framed.
    """
    shares = [_share(code, pool) for pool in pools if code in pool.departments]
    if not shares:
        return budget
    return sum(shares) if budget is None else min(sum(shares), budget)


def _share(code: str, pool: BudgetPool) -> int:
    frame = pool.frame(code)
    if frame is not None:
        return min(frame, pool.amount)
    if pool.spill:
        return pool.amount
    return max(pool.amount - sum(yen for _, yen in pool.frames), 0)
