"""Whatever the amounts and the settings: no award above a term in use, sums within what there is, the input's
order without effect, and no rise by one more term (R1, R2, R10, N12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from applications.rules import BudgetFigures, award_amount
from awards.rules.funding import within_pools
from awards.rules.line import Candidate, DepartmentLine, LineDepartment, TieAtTheLine, draw_round
from fund.policy import TERMS, BudgetPool, DepartmentRules, FundPolicy, Line, Step
from ledger.errors import InsufficientFunds
from ledger.lots import planned

EXAMPLES = settings(max_examples=300, deadline=None)
YEN = st.integers(0, 400_000)
FUNDS = ("GEN", "GRN", "KID")
POLICIES = st.builds(
    FundPolicy,
    rounding_unit=st.sampled_from([1, 1_000, 10_000]),
    rounding_scope=st.sampled_from(["rate_term", "final"]),
)


@st.composite
def rules(draw: Any) -> DepartmentRules:
    steps = tuple(
        Step(
            n,
            None if n == 2 else n,
            draw(st.sampled_from([None, Fraction(1, 2), Fraction(2, 3), Fraction(1)])),
            draw(st.sampled_from([None, 50_000, 200_000])),
            draw(st.sampled_from([None, 20_000, 60_000])),
        )
        for n in (1, 2)
    )
    terms = tuple(name for name in TERMS if draw(st.booleans())) or ("requested",)
    return DepartmentRules(
        steps=steps,
        terms=terms,
        rate_base=draw(st.sampled_from(["eligible", "eligible_less_grants", "eligible_less_income"])),
        gap_base=draw(st.sampled_from(["total", "eligible"])),
        line=Line(
            limit=draw(st.sampled_from(["yen", "yen", "places", "none"])),
            places=draw(st.integers(1, 4)),
            cumulates=draw(st.sampled_from(["award", "requested"])),
            remainder_policy=draw(st.sampled_from(["offer", "skip", "stop"])),
        ),
    )


@st.composite
def candidates(draw: Any) -> tuple[Candidate, ...]:
    made = []
    for key in range(draw(st.integers(0, 7))):
        eligible, income = draw(YEN), draw(YEN)
        figures = BudgetFigures(eligible, eligible + draw(YEN), income, draw(st.integers(0, income)))
        committee = draw(st.none() | YEN)
        rank = draw(st.just(key + 1) | st.just(max(key, 1)))
        made.append(
            Candidate(key, rank, draw(st.booleans()), figures, draw(YEN), draw(st.integers(1, 3)), committee)
        )
    return tuple(made)


@st.composite
def rounds(draw: Any) -> tuple[tuple[LineDepartment, ...], tuple[BudgetPool, ...]]:
    departments = tuple(
        LineDepartment(code, draw(rules()), draw(st.none() | st.integers(0, 900_000)), draw(candidates()))
        for code in "ABC"
    )
    amount = draw(st.integers(100_000, 900_000))
    frames = tuple((code, draw(st.integers(0, amount // 2))) for code in "AB" if draw(st.booleans()))
    pool = BudgetPool(amount=amount, departments=("A", "B"), frames=frames, spill=draw(st.booleans()))
    # A department without a line is refused in a pool (pool_no_line).
    if any(d.code in pool.departments and d.rules.line.limit == "none" for d in departments):
        return departments, ()
    return departments, (pool,) if draw(st.booleans()) else ()


def drawn(
    departments: Sequence[LineDepartment], pools: Sequence[BudgetPool], policy: FundPolicy
) -> dict[str, DepartmentLine] | None:
    try:
        return draw_round(departments, pools, policy)
    except TieAtTheLine:
        return None


def awards(line: DepartmentLine) -> list[int]:
    return [row.award for row in line.rows]


@EXAMPLES
@given(rounds(), POLICIES)
def test_no_award_is_above_a_term_and_no_sum_above_what_there_is(found: Any, policy: FundPolicy) -> None:
    departments, pools = found
    lines = drawn(departments, pools, policy)
    assume(lines is not None)
    assert lines is not None
    for item in departments:
        line = lines[item.code]
        for row in line.rows:
            if row.award:
                assert row.working is not None
                assert all(row.award <= value for value in row.working.terms.values())
                assert row.award >= (row.working.floor or 0)
        if item.rules.line.limit == "places":
            assert sum(1 for award in awards(line) if award) <= (item.rules.line.places or 0)
        if item.rules.line.limit != "none" and item.budget is not None:
            assert sum(awards(line)) <= item.budget
    for pool in pools:
        limited = [d for d in departments if d.code in pool.departments and d.rules.line.limit != "none"]
        used = {d.code: sum(awards(lines[d.code])) for d in limited}
        assert sum(used.values()) <= pool.amount
        assert all(used.get(code, 0) <= frame for code, frame in pool.frames)


@EXAMPLES
@given(
    rounds(),
    POLICIES,
    st.fixed_dictionaries(dict.fromkeys(FUNDS, st.integers(-5_000, 900_000))),
    st.lists(st.sampled_from(FUNDS), unique=True),
)
def test_no_sub_fund_is_overdrawn_and_a_pool_draws_on_its_own(
    found: Any, policy: FundPolicy, balances: dict[str, int], named: list[str]
) -> None:
    departments, pools = found
    pools = tuple(replace(pool, sub_funds=tuple(named)) for pool in pools)
    lines = drawn(departments, pools, policy)
    assume(lines is not None)
    assert lines is not None
    wants = [(yen, within_pools(FUNDS, pools, code)) for code, line in lines.items() for yen in awards(line)]
    try:
        plans = planned(balances, wants)
    except InsufficientFunds:
        # With all of it in one order, too little is the only reason.
        if not named or not pools:
            assert sum(yen for yen, _ in wants) > sum(max(balances[code], 0) for code in FUNDS)
        return
    taken = dict.fromkeys(FUNDS, 0)
    own = {code for pool in pools for code in pool.departments} if named and pools else set()
    codes = [code for code, line in lines.items() for _ in line.rows]
    for department, (yen, _), plan in zip(codes, wants, plans, strict=True):
        assert sum(part for _, part in plan) == yen
        assert all(part > 0 for _, part in plan)
        if department in own:
            assert [code for code, _ in plan] == [code for code in named if code in dict(plan)]
        for code, part in plan:
            taken[code] += part
    assert all(taken[code] <= max(balances[code], 0) for code in FUNDS)


@EXAMPLES
@given(rounds(), POLICIES, st.randoms(use_true_random=False))
def test_the_order_of_the_input_has_no_effect(found: Any, policy: FundPolicy, chance: Any) -> None:
    departments, pools = found
    turned = tuple(
        replace(d, candidates=tuple(chance.sample(d.candidates, len(d.candidates)))) for d in departments
    )

    def seen(lines: dict[str, DepartmentLine] | None) -> Any:
        return lines and {
            code: (line.left, {(r.key, r.outcome, r.award, r.waitlist_position) for r in line.rows})
            for code, line in lines.items()
        }

    assert seen(drawn(departments, pools, policy)) == seen(drawn(turned, pools, policy))


@EXAMPLES
@given(rules(), candidates(), POLICIES, st.sampled_from(TERMS), st.none() | YEN)
def test_one_more_term_never_raises_what_r1_gives(
    own: DepartmentRules, rows: Any, policy: FundPolicy, added: str, remaining: int | None
) -> None:
    assume(added not in own.terms)
    more = replace(own, terms=(*own.terms, added))
    for row in rows:
        before, after = (
            award_amount(
                row.figures,
                requested=row.requested,
                rules=used,
                policy=policy,
                nth=row.nth,
                remaining_budget=remaining,
                committee_amount=row.committee_amount,
            )
            for used in (own, more)
        )
        # Where no term is known nothing can be awarded: the first one that is known is not one more.
        if before.terms:
            assert after.award <= before.award
            assert after.full <= before.full or set(before.terms) == {"remaining_budget"}
