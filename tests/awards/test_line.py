"""The budget line as pure rules (R2, R10, N12): offer, skip, stop, floors, ties, places and pools."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from applications.rules import BudgetFigures
from awards.rules import Candidate, LineDepartment, TieAtTheLine, draw_line, draw_round, next_in_line
from awards.rules.funding import within_pools
from fund.policy import BudgetPool, FundPolicy, read_rules

POLICY = FundPolicy()


def rules(remainder: str = "offer", floor: int | None = None, **line: Any) -> Any:
    """A department that grants what was asked for, from `floor` yen up."""
    return read_rules(
        {
            "steps": [{"floor": floor}],
            "terms": ["requested", "committee_amount", "remaining_budget"],
            "line": {"remainder_policy": remainder, **line},
        }
    )


def candidate(key: int, rank: int, requested: int, *, passes: bool = True, **more: Any) -> Candidate:
    return Candidate(key, rank, passes, BudgetFigures(requested, requested, 0), requested, **more)


def outcomes(of: Any, candidates: list[Candidate], budget: int | None) -> list[tuple[int, str, int]]:
    line = draw_line("D", candidates, of, POLICY, budget=budget)
    return [(row.key, row.outcome, row.award) for row in line.rows]


def test_the_worked_example_offers_c_what_b_leaves() -> None:
    """domain.md §8: 2,100,000 − 397,000 = 1,703,000 of the 2,000,000 that C would have in full."""
    both = [candidate(2, 1, 397_000), candidate(3, 2, 2_000_000)]
    assert outcomes(rules("offer", 100_000), both, 2_100_000) == [
        (2, "approved", 397_000),
        (3, "approved_remainder", 1_703_000),
    ]


def test_a_remainder_below_the_floor_is_not_offered_and_goes_to_the_next_that_fits() -> None:
    """500,000 − 420,000 = 80,000: under the floor of 100,000, so 2 waits; 3 asks for less than the floor."""
    three = [candidate(1, 1, 420_000), candidate(2, 2, 300_000), candidate(3, 3, 80_000)]
    assert outcomes(rules("offer", 100_000), three, 500_000) == [
        (1, "approved", 420_000),
        (2, "waitlisted", 0),
        (3, "not_awardable_below_floor", 0),
    ]
    assert outcomes(rules("offer", 80_000), three, 500_000)[1] == (2, "approved_remainder", 80_000)


def test_a_committee_that_sets_more_than_was_asked_for_stays_within_the_budget() -> None:
    """600,000: 1's 500,000 count in full though 10,000 were asked for, so 2 is offered 100,000."""
    counted = read_rules(
        {"steps": [{}], "terms": ["committee_amount", "remaining_budget"], "line": {"cumulates": "requested"}}
    )
    two = [candidate(key, key, 10_000, committee_amount=500_000) for key in (1, 2)]
    assert outcomes(counted, two, 600_000) == [(1, "approved", 500_000), (2, "approved_remainder", 100_000)]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        # 500,000: 1 takes 300,000, 200,000 are left for 2's 400,000 and 3's 150,000.
        ("offer", [("approved", 300_000), ("approved_remainder", 200_000), ("waitlisted", 0)]),
        ("skip", [("approved", 300_000), ("waitlisted", 0), ("approved", 150_000)]),
        ("stop", [("approved", 300_000), ("waitlisted", 0), ("waitlisted", 0)]),
    ],
)
def test_what_happens_where_the_money_ends(policy: str, expected: list[tuple[str, int]]) -> None:
    three = [candidate(1, 1, 300_000), candidate(2, 2, 400_000), candidate(3, 3, 150_000)]
    for order in permutations(three):
        assert [row[1:] for row in outcomes(rules(policy), list(order), 500_000)] == expected


def test_an_offered_remainder_leaves_nothing_for_the_next_ones_terms() -> None:
    """R10: remaining becomes 0, not below, and the next one's working says so."""
    three = [candidate(1, 1, 300_000), candidate(2, 2, 400_000), candidate(3, 3, 150_000)]
    last = draw_line("D", three, rules("offer"), POLICY, budget=500_000).rows[2].working
    assert last is not None
    assert last.terms["remaining_budget"] == 0


def test_who_does_not_pass_is_declined_whatever_is_left() -> None:
    two = [candidate(1, 1, 100_000), candidate(2, 2, 100_000, passes=False)]
    assert outcomes(rules(), two, None)[1] == (2, "declined_below_pass_mark", 0)


def test_r2_below_the_floor_keeps_its_rank_and_is_passed_over() -> None:
    two = [candidate(1, 1, 20_000), candidate(2, 2, 100_000)]
    line = draw_line("D", two, rules(floor=30_000), POLICY, budget=100_000)
    assert [(row.rank, row.outcome, row.award) for row in line.rows] == [
        (1, "not_awardable_below_floor", 0),
        (2, "approved", 100_000),
    ]
    assert line.left == 0


def test_the_committees_amount_binds_like_any_term() -> None:
    """N1: 300,000 asked for, the committee gives 210,000; the next has the 90,000 more."""
    two = [candidate(1, 1, 300_000, committee_amount=210_000), candidate(2, 2, 200_000)]
    assert outcomes(rules(), two, 400_000) == [(1, "approved", 210_000), (2, "approved_remainder", 190_000)]


def test_equals_that_all_fit_need_nobodys_word_and_others_do() -> None:
    equals = [candidate(1, 1, 200_000, number="A"), candidate(2, 1, 200_000, number="B")]
    assert [row[1] for row in outcomes(rules(), equals, 400_000)] == ["approved", "approved"]
    with pytest.raises(TieAtTheLine) as refused:
        outcomes(rules(), equals, 399_000)
    assert "A、B" in refused.value.text()


def test_places_end_like_money_does() -> None:
    three = [candidate(n, n, 100_000) for n in (1, 2, 3)]
    found = outcomes(rules(limit="places", places=2), three, None)
    assert [row[1] for row in found] == ["approved", "approved", "waitlisted"]


def test_freed_money_goes_to_the_first_it_is_enough_for() -> None:
    waiting = [(1, candidate(7, 3, 300_000)), (2, candidate(8, 4, 120_000))]
    skipping = next_in_line("D", waiting, rules("skip"), POLICY, remaining=150_000)
    assert skipping is not None
    assert (skipping.key, skipping.award) == (8, 120_000)
    offering = next_in_line("D", waiting, rules("offer"), POLICY, remaining=150_000)
    assert offering is not None
    assert (offering.key, offering.outcome, offering.award) == (7, "approved_remainder", 150_000)
    assert next_in_line("D", waiting, rules("skip"), POLICY, remaining=100_000) is None


def test_a_pool_passes_on_what_a_department_leaves_within_the_next_ones_frame() -> None:
    """N12: 1,000,000 for both; A uses 400,000; B asks for 700,000 and has a frame of 500,000."""
    pool = BudgetPool(1_000_000, ("A", "B"), {"B": 500_000})
    departments = [
        LineDepartment("A", rules(), None, (candidate(1, 1, 400_000),)),
        LineDepartment("B", rules(), None, (candidate(2, 1, 700_000),)),
    ]
    drawn = draw_round(departments, [pool], POLICY)
    assert drawn["A"].rows[0].award == 400_000
    assert (drawn["B"].rows[0].outcome, drawn["B"].rows[0].award) == ("approved_remainder", 500_000)
    unframed = draw_round(departments, [BudgetPool(1_000_000, ("A", "B"), {})], POLICY)
    assert unframed["B"].rows[0].award == 600_000


def test_who_failed_a_stage_is_declined_at_it_and_frees_nothing() -> None:
    three = [
        candidate(1, 1, 100_000),
        candidate(2, 2, 100_000, passes=False),
        candidate(3, 3, 100_000, passes=False, stage_failed="FIRST"),
    ]
    assert outcomes(rules(), three, 500_000) == [
        (1, "approved", 100_000),
        (2, "declined_below_pass_mark", 0),
        (3, "declined_at_stage", 0),
    ]


def test_a_pool_that_names_sub_funds_is_paid_out_of_them_alone() -> None:
    """N12: 2,000,000 of funds 1 and 2 for the young and then children, 3,000,000 of 3 to 5 for children."""
    pools = (
        BudgetPool(2_000_000, ("YOUTH", "CHILD"), sub_funds=("1", "2")),
        BudgetPool(3_000_000, ("CHILD",), sub_funds=("3", "4", "5")),
        BudgetPool(1_000_000, ("FREE",)),
    )
    usual = ["THEME", "MATCH", "GEN"]
    assert within_pools(usual, pools, "YOUTH") == ["1", "2"]
    assert within_pools(usual, pools, "CHILD") == ["1", "2", "3", "4", "5"]
    assert within_pools(usual, pools, "FREE") == usual
    assert within_pools(usual, pools, "OTHER") == usual
