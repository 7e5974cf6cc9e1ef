"""Where the money or the places of a department end (R10, N12), and who is next in line.

Equals share a rank and are looked at together: each meets the budget as it stood when their rank's
turn came, so nothing depends on ids or times. Where not all of them can have what they would get as
the first, only the committee may put them in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from applications.rules import AmountWorking, BudgetFigures, award_amount
from common.errors import DomainError
from fund.policy import BudgetPool, DepartmentRules, FundPolicy


class TieAtTheLine(DomainError):
    """R9, R10: equals do not all fit, and no rule but the committee's word may choose among them."""

    code = "awards.tie_at_the_line"
    ja = (
        "部門「{department}」の予算枠の境目に同順位の申請があります({numbers})。"
        "審査会で順位を決めて記録してから、もう一度起案してください。"
    )
    en = (
        "The budget line of department {department} runs through applications of equal rank ({numbers}). "
        "Let the committee decide their order, then prepare again."
    )


@dataclass(frozen=True)
class Candidate:
    """A ranked application as the line sees it. `requested` in yen as filed; `rank` may be shared and is
    None for what has none; `nth` counts awards (R3); `stage_failed` is the stage it did not pass (N13)."""

    key: int
    rank: int | None
    passes: bool
    figures: BudgetFigures
    requested: int
    nth: int = 1
    committee_amount: int | None = None
    number: str = ""
    stage_failed: str = ""


@dataclass(frozen=True)
class LineDepartment:
    """A department with its candidates; `budget` is yen, None when the call sets none."""

    code: str
    rules: DepartmentRules
    budget: int | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Drawn:
    """What the line means for one candidate. `award` is 0 unless approved; `working` holds R1's terms
    with the budget as it stood when its turn came, None below the pass mark."""

    key: int
    rank: int | None
    outcome: str
    award: int
    working: AmountWorking | None
    waitlist_position: int | None = None


@dataclass(frozen=True)
class DepartmentLine:
    """A department's results in rank order, and what its budget keeps (None: no budget line)."""

    code: str
    rows: tuple[Drawn, ...]
    left: int | None


class PoolsLeft:
    """Sums shared by several departments in order (N12): who may use how much, and what goes on.

    With `spill`, what one department leaves goes on to the next, at most its frame where it has one.
    Without, a department has its own frame only, or what is not framed when it has none.
    """

    def __init__(self, pools: Sequence[BudgetPool]) -> None:
        self._pools = tuple(pools)
        self._used: list[dict[str, int]] = [{} for _ in pools]

    def covers(self, code: str) -> bool:
        return any(code in pool.departments for pool in self._pools)

    def available(self, code: str) -> int:
        """Yen that the department may use of all its pools."""
        return sum(self._room(index, code) for index in range(len(self._pools)))

    def _room(self, index: int, code: str) -> int:
        pool, used = self._pools[index], self._used[index]
        if code not in pool.departments:
            return 0
        room = pool.amount - sum(used.values())
        frames = dict(pool.frames)
        if code in frames:
            room = min(room, frames[code] - used.get(code, 0))
        elif not pool.spill:
            unframed = sum(yen for name, yen in used.items() if name not in frames)
            room = min(room, pool.amount - sum(frames.values()) - unframed)
        return max(room, 0)

    def use(self, code: str, amount: int) -> None:
        """Take `amount` yen, out of the pools in their listed order."""
        for index in range(len(self._pools)):
            part = min(amount, self._room(index, code))
            if part:
                self._used[index][code] = self._used[index].get(code, 0) + part
                amount -= part
        assert amount == 0, (code, amount)


def draw_round(
    departments: Sequence[LineDepartment], pools: Sequence[BudgetPool], policy: FundPolicy
) -> dict[str, DepartmentLine]:
    """Every department's line in department order, pools passing on what is left (R10, N12).

    Raises TieAtTheLine.
    """
    left = PoolsLeft(pools)
    drawn = {}
    for department in departments:
        line = draw_line(
            department.code,
            department.candidates,
            department.rules,
            policy,
            budget=budget_of(department, left),
        )
        if left.covers(department.code):
            left.use(department.code, sum(row.award for row in line.rows))
        drawn[department.code] = line
    return drawn


def budget_of(department: LineDepartment, pools: PoolsLeft) -> int | None:
    """What a department may award in all: its budget, its share of the pools, or the smaller of both."""
    if department.rules.line.limit == "none":
        return None
    if not pools.covers(department.code):
        return department.budget
    share = pools.available(department.code)
    return share if department.budget is None else min(share, department.budget)


def draw_line(
    code: str,
    candidates: Sequence[Candidate],
    rules: DepartmentRules,
    policy: FundPolicy,
    *,
    budget: int | None,
) -> DepartmentLine:
    """One department's cut line (予算枠, R10, R2) from rank 1 down; `budget` in yen, None for no line.

    Raises TieAtTheLine.
    """
    line = _Line(code, rules, policy, budget)
    ranked = [item for item in candidates if item.passes]
    assert all(item.rank is not None for item in ranked), "whoever passes has a rank"
    for _, equals in groupby(sorted(ranked, key=lambda item: item.rank or 0), key=lambda item: item.rank):
        line.take(list(equals))
    line.rows += [
        Drawn(
            item.key,
            item.rank,
            "declined_at_stage" if item.stage_failed else "declined_below_pass_mark",
            0,
            None,
        )
        for item in candidates
        if not item.passes
    ]
    awarded = sum(row.award for row in line.rows)
    return DepartmentLine(code, tuple(line.rows), None if budget is None else budget - awarded)


def next_in_line(
    code: str,
    waiting: Sequence[tuple[int, Candidate]],
    rules: DepartmentRules,
    policy: FundPolicy,
    *,
    remaining: int | None,
    places: int | None = None,
) -> Drawn | None:
    """The first of the waitlist [(position, candidate)] for whom R1 and R2 give an award within what
    was freed; None when there is nobody. A department that offers no remainders awards in full only.

    Raises TieAtTheLine when equals wait and not all of them fit.
    """
    for _, equals in groupby(sorted(waiting, key=lambda item: item[0]), key=lambda item: item[0]):
        line = _Line(code, rules, policy, remaining, places)
        line.take([candidate for _, candidate in equals])
        for row in line.rows:
            if row.award:
                return row
    return None


@dataclass
class _Line:
    """The line while it is drawn: what is left, and the rows so far."""

    code: str
    rules: DepartmentRules
    policy: FundPolicy
    remaining: int | None
    places: int | None = None
    stopped: bool = False
    waiting: int = 0
    rows: list[Drawn] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.places is None and self.rules.line.limit == "places":
            self.places = self.rules.line.places

    def take(self, equals: list[Candidate]) -> None:
        """All candidates of one rank."""
        workings = [(item, self._working(item)) for item in equals]
        members = [(item, working) for item, working in workings if working.awardable]
        winners = self._winners(members)
        offers = {item.key: self._offer(item, working) for item, working in winners}
        position = self.waiting + 1
        for item, working in workings:
            if not working.awardable:
                row = Drawn(item.key, item.rank, "not_awardable_below_floor", 0, working)
            elif item.key in offers:
                outcome = "approved" if offers[item.key] == working.full else "approved_remainder"
                row = Drawn(item.key, item.rank, outcome, offers[item.key], working)
            else:
                self.waiting += 1
                row = Drawn(item.key, item.rank, "waitlisted", 0, working, position)
            self.rows.append(row)
        self._use(winners)
        if self.rules.line.remainder_policy == "stop" and len(winners) < len(members):
            self.stopped = True

    def _working(self, item: Candidate) -> AmountWorking:
        return award_amount(
            item.figures,
            requested=item.requested,
            rules=self.rules,
            policy=self.policy,
            nth=item.nth,
            remaining_budget=self.remaining,
            committee_amount=item.committee_amount,
        )

    def _need(self, item: Candidate, working: AmountWorking) -> int:
        return counted_yen(self.rules, item.requested, working.full)

    def _fits(self, item: Candidate, working: AmountWorking) -> bool:
        return self.remaining is None or self._need(item, working) <= self.remaining

    def _offer(self, item: Candidate, working: AmountWorking) -> int:
        """Yen the candidate would get now as the first of its rank; 0 for nothing."""
        if self.stopped or self.places == 0:
            return 0
        award = working.award if self.remaining is None else min(working.award, self.remaining)
        if self._fits(item, working):
            return award
        enough = award > 0 and award >= (working.floor or 0)
        return award if self.rules.line.remainder_policy == "offer" and enough else 0

    def _winners(
        self, members: list[tuple[Candidate, AmountWorking]]
    ) -> list[tuple[Candidate, AmountWorking]]:
        takers = [(item, working) for item, working in members if self._offer(item, working)]
        others_matter = self.rules.line.remainder_policy == "stop" and len(takers) < len(members)
        if not takers or (len(takers) == 1 and not others_matter):
            return takers
        total = sum(self._need(item, working) for item, working in takers)
        together = all(self._fits(item, working) for item, working in takers)
        together = together and (self.remaining is None or total <= self.remaining)
        together = together and (self.places is None or len(takers) <= self.places)
        if not together or others_matter:
            numbers = "、".join(sorted(item.number or str(item.key) for item, _ in members))
            raise TieAtTheLine(department=self.code, numbers=numbers)
        return takers

    def _use(self, winners: list[tuple[Candidate, AmountWorking]]) -> None:
        for item, working in winners:
            if self.remaining is not None:
                need = self._need(item, working)
                # An offered remainder leaves nothing, whatever was asked for (R10).
                self.remaining = self.remaining - need if need <= self.remaining else 0
            if self.places is not None:
                self.places -= 1


def counted_yen(rules: DepartmentRules, requested: int, award: int) -> int:
    """What one award takes of the budget (R10). Where requests are counted, a larger award counts in full:
    a committee may set more than was asked for, and the budget holds all the same."""
    return max(requested, award) if rules.line.cumulates == "requested" else award


def waitlist(line: DepartmentLine) -> Iterator[Drawn]:
    """Who waits, in the order of the waitlist."""
    return (row for row in line.rows if row.outcome == "waitlisted")
