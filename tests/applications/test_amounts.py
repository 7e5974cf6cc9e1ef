"""R1, R2 with N1–N3 against domain.md §8 and sums worked by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.rules import AmountWorking, BudgetFigures, award_amount
from fund.policy import TERMS, DepartmentRules, FundPolicy, Step, read_policy, read_rules

POLICY = FundPolicy()
START = {"steps": [{"rate": "1", "cap": 100_000, "floor": 30_000}]}
COLLAB = {
    "steps": [
        {"n_from": 1, "n_to": 1, "rate": "3/4", "cap": 2_000_000, "floor": 100_000},
        {"n_from": 2, "n_to": 2, "rate": "2/3", "cap": 2_000_000, "floor": 100_000},
        {"n_from": 3, "n_to": 3, "rate": "1/2", "cap": 2_000_000, "floor": 100_000},
    ]
}


def award(
    rules: dict[str, Any],
    figures: BudgetFigures,
    requested: int,
    remaining: int | None = None,
    nth: int = 1,
    committee: int | None = None,
    policy: FundPolicy = POLICY,
) -> AmountWorking:
    return award_amount(
        figures,
        requested=requested,
        rules=read_rules(rules),
        policy=policy,
        nth=nth,
        remaining_budget=remaining,
        committee_amount=committee,
    )


# domain.md §8, the table of awards.
A = BudgetFigures(eligible=112_300, total=120_300, other_income=20_300)
B = BudgetFigures(eligible=609_600, total=640_000, other_income=243_000)
B_FILED = BudgetFigures(eligible=609_600, total=640_000, other_income=183_000)
C = BudgetFigures(eligible=2_720_000, total=2_760_000, other_income=760_000)


def test_example_a_is_bound_by_cap_request_and_shortfall() -> None:
    working = award(START, A, requested=100_000, remaining=300_000)

    # 112,300 × 1 = 112,300 → 112,000; 120,300 − 20,300 = 100,000.
    assert working.terms == {
        "rate_term": 112_000,
        "cap": 100_000,
        "requested": 100_000,
        "shortfall": 100_000,
        "remaining_budget": 300_000,
    }
    assert working.award == working.full == 100_000
    assert working.binding == ("cap", "requested", "shortfall")
    assert working.awardable


def test_example_b_is_bound_by_the_income_found_at_the_desk() -> None:
    working = award(COLLAB, B, requested=457_000, remaining=2_100_000)

    # 609,600 × 3/4 = 457,200 → 457,000; 640,000 − 243,000 = 397,000.
    assert working.terms["rate_term"] == 457_000
    assert (working.award, working.binding) == (397_000, ("shortfall",))
    # As filed: 640,000 − 183,000 = 457,000, equal to rate term and request.
    assert award(COLLAB, B_FILED, requested=457_000, remaining=2_100_000).binding == (
        "rate_term",
        "requested",
        "shortfall",
    )


def test_example_c_is_bound_by_what_the_budget_has_left() -> None:
    working = award(COLLAB, C, requested=2_000_000, remaining=2_100_000 - 397_000)

    # 2,720,000 × 3/4 = 2,040,000; 2,760,000 − 760,000 = 2,000,000; left 1,703,000.
    assert working.terms["rate_term"] == 2_040_000
    assert (working.award, working.full, working.binding) == (1_703_000, 2_000_000, ("remaining_budget",))


def test_working_says_where_each_term_comes_from() -> None:
    lines = {line.name: line for line in award(COLLAB, B, requested=457_000, remaining=2_100_000).lines()}

    assert (
        lines["rate_term"].expression_ja
        == "対象経費 609,600円 × 3/4 = 457,200円 → 1,000円未満切捨て 457,000円"
    )
    assert lines["rate_term"].expression_en == "eligible ¥609,600 × 3/4 = ¥457,200, cut to ¥1,000 = ¥457,000"
    assert lines["shortfall"].expression_ja == "総事業費 640,000円 − 他の収入 243,000円 = 397,000円"
    assert lines["shortfall"].binding
    assert not lines["cap"].binding
    assert award(COLLAB, B, requested=457_000).as_data()["terms"][0]["label_en"] == "eligible expense × rate"


@pytest.mark.parametrize(
    ("eligible", "full", "awardable"),
    [
        (133_333, 99_000, False),  # 133,333 × 3/4 = 99,999.75 → 99,000 < 100,000
        (133_334, 100_000, True),  # 133,334 × 3/4 = 100,000.5 → 100,000
    ],
)
def test_full_amount_below_the_floor_is_not_awardable(eligible: int, full: int, awardable: bool) -> None:
    figures = BudgetFigures(eligible=eligible, total=eligible, other_income=0)

    working = award(COLLAB, figures, requested=eligible, remaining=2_100_000)

    assert (working.full, working.awardable, working.floor) == (full, awardable, 100_000)


def test_remaining_budget_below_the_floor_keeps_the_full_amount() -> None:
    # R2 looks at the terms without the budget: full 397,000 although only 50,000 are left.
    working = award(COLLAB, B, requested=457_000, remaining=50_000)

    assert (working.award, working.full, working.awardable) == (50_000, 397_000, True)


def test_nothing_is_awarded_when_income_covers_everything() -> None:
    figures = BudgetFigures(eligible=50_000, total=60_000, other_income=70_000)

    working = award(START, figures, requested=40_000)

    # 60,000 − 70,000 = −10,000: shown as it is, awarded as 0.
    assert working.terms["shortfall"] == -10_000
    assert (working.award, working.full, working.awardable) == (0, 0, False)
    assert working.binding == ("shortfall",)
    assert "△10,000円" in working.lines()[-1].expression_ja


def test_final_rounding_cuts_the_minimum_too() -> None:
    policy = read_policy({"rounding_scope": "final"})
    figures = BudgetFigures(eligible=200_000, total=200_000, other_income=34_500)

    working = award({"steps": [{"rate": "1"}]}, figures, requested=180_000, policy=policy)

    # min(200,000, 180,000, 165,500) = 165,500 → 165,000; by default it stays 165,500.
    assert (working.award, working.full, working.binding) == (165_000, 165_000, ("shortfall",))
    assert award({"steps": [{"rate": "1"}]}, figures, requested=180_000).award == 165_500


def test_municipal_unit_of_hundred_yen() -> None:
    policy = read_policy({"rounding_unit": 100})
    figures = BudgetFigures(eligible=98_765, total=98_765, other_income=0)

    # 98,765 × 1/2 = 49,382.5 → 49,300.
    working = award({"steps": [{"rate": "1/2"}]}, figures, requested=98_765, policy=policy)

    assert working.award == 49_300
    assert "49,382.5円" in working.lines()[0].expression_ja


def test_missing_cap_and_rate_are_no_terms() -> None:
    figures = BudgetFigures(eligible=80_000, total=90_000, other_income=10_000)

    working = award({"steps": [{}]}, figures, requested=70_000)

    assert working.terms == {"requested": 70_000, "shortfall": 80_000}
    assert (working.award, working.rate) == (70_000, None)


def test_committee_amount_is_a_term_and_never_raises_the_award() -> None:  # N1
    figures = BudgetFigures(eligible=300_000, total=300_000, other_income=50_000)
    rules = {"steps": [{"rate": "4/5", "cap": 200_000}]}

    # 300,000 × 4/5 = 240,000; cap 200,000; request 250,000; shortfall 250,000.
    assert award(rules, figures, requested=250_000, committee=150_000).binding == ("committee_amount",)
    reduced = award(rules, figures, requested=250_000, committee=150_000)
    assert (reduced.award, reduced.full) == (150_000, 150_000)
    assert award(rules, figures, requested=250_000, committee=230_000).award == 200_000


def test_shimamoto_takes_the_income_from_the_eligible_expense() -> None:  # N2
    # min(eligible × rate, eligible − income of the project, cap)
    rules = {
        "terms": ["rate_term", "shortfall", "cap"],
        "gap_base": "eligible",
        "steps": [{"rate": "1/2", "cap": 100_000}],
    }
    figures = BudgetFigures(eligible=150_000, total=180_000, other_income=90_000)

    working = award(rules, figures, requested=120_000, remaining=1_000)

    # 150,000 × 1/2 = 75,000; 150,000 − 90,000 = 60,000; cap 100,000. Neither request nor budget count.
    assert working.terms == {"rate_term": 75_000, "cap": 100_000, "shortfall": 60_000}
    assert (working.award, working.binding) == (60_000, ("shortfall",))
    assert "対象経費 150,000円" in working.lines()[2].expression_ja


def test_chigasaki_takes_the_rate_of_what_other_grants_leave() -> None:  # N2, N3
    # START: min((expenses − other grants) × 9/10, 100,000)
    start = {
        "terms": ["rate_term", "cap"],
        "rate_base": "eligible_less_grants",
        "steps": [{"rate": "9/10", "cap": 100_000}],
    }
    figures = BudgetFigures(eligible=130_000, total=130_000, other_income=45_000, other_grants=30_000)

    # (130,000 − 30,000) × 9/10 = 90,000; the other 15,000 of income do not count.
    assert award(start, figures, requested=130_000).terms == {"rate_term": 90_000, "cap": 100_000}
    # With 5,000 of grants: 125,000 × 9/10 = 112,500 → 112,000, cut by the cap.
    less = BudgetFigures(eligible=130_000, total=130_000, other_income=5_000, other_grants=5_000)
    assert award(start, less, requested=130_000).binding == ("cap",)
    # Grants beyond the expense leave nothing, not a negative base.
    more = BudgetFigures(eligible=20_000, total=20_000, other_income=30_000, other_grants=30_000)
    assert award(start, more, requested=20_000).terms["rate_term"] == 0


def test_rate_of_what_income_leaves() -> None:  # N2
    rules = {
        "terms": ["rate_term"],
        "rate_base": "eligible_less_income",
        "steps": [{"rate": "2/3"}],
    }
    figures = BudgetFigures(eligible=200_000, total=200_000, other_income=50_000)

    # (200,000 − 50,000) × 2/3 = 100,000
    assert award(rules, figures, requested=1).award == 100_000


@pytest.mark.parametrize(
    ("nth", "expected"),
    [
        (1, 1_000_000),  # 1,500,000 × 4/5 = 1,200,000, cap 1,000,000
        (2, 800_000),  # 1,500,000 × 3/5 = 900,000, cap 800,000
        (3, 500_000),  # 1,500,000 × 2/5 = 600,000, cap 500,000
        (4, 0),  # no step covers a fourth award
    ],
)
def test_soka_steps_down_with_each_award(nth: int, expected: int) -> None:  # N3
    rules = {
        "repeat": {"limit": 3},
        "steps": [
            {"n_from": 1, "n_to": 1, "rate": "4/5", "cap": 1_000_000},
            {"n_from": 2, "n_to": 2, "rate": "3/5", "cap": 800_000},
            {"n_from": 3, "n_to": 3, "rate": "2/5", "cap": 500_000},
        ],
    }
    figures = BudgetFigures(eligible=1_500_000, total=1_500_000, other_income=0)

    working = award(rules, figures, requested=1_500_000, nth=nth)

    assert working.award == expected
    assert working.awardable == (expected > 0)


@pytest.mark.parametrize(
    ("eligible", "nth", "cap", "expected"),
    [
        (100_000, 1, 100_000, 66_000),  # 100,000 × 2/3 = 66,666.6… → 66,000
        (100_000, 2, 50_000, 33_000),  # 100,000 × 1/3 = 33,333.3… → 33,000
        (480_000, 1, 300_000, 300_000),  # 480,000 × 2/3 = 320,000, cap 300,000
        (480_000, 2, 150_000, 150_000),  # 480,000 × 1/3 = 160,000, cap 150,000
    ],
)
def test_kakamigahara_by_year_of_the_project(eligible: int, nth: int, cap: int, expected: int) -> None:
    rules = {"steps": [{"n_to": 1, "rate": "2/3", "cap": cap}, {"n_from": 2, "rate": "1/3", "cap": cap}]}
    figures = BudgetFigures(eligible=eligible, total=eligible, other_income=0)

    assert award(rules, figures, requested=eligible, nth=nth).award == expected


yen = st.integers(0, 10**9)
maybe_yen = st.none() | yen
rates = st.none() | st.fractions(0, 2, max_denominator=1000)


@given(
    eligible=yen,
    ineligible=yen,
    income=yen,
    grants=st.fractions(0, 1, max_denominator=10),
    requested=yen,
    rate=rates,
    cap=maybe_yen,
    floor=maybe_yen,
    remaining=maybe_yen,
    committee=maybe_yen,
    terms=st.lists(st.sampled_from(TERMS), unique=True),
    rate_base=st.sampled_from(["eligible", "eligible_less_grants", "eligible_less_income"]),
    gap_base=st.sampled_from(["total", "eligible"]),
    scope=st.sampled_from(["rate_term", "final"]),
)
def test_award_is_never_above_a_term_nor_below_zero(
    eligible: int,
    ineligible: int,
    income: int,
    grants: Fraction,
    requested: int,
    rate: Fraction | None,
    cap: int | None,
    floor: int | None,
    remaining: int | None,
    committee: int | None,
    terms: list[str],
    rate_base: str,
    gap_base: str,
    scope: str,
) -> None:
    figures = BudgetFigures(eligible, eligible + ineligible, income, int(income * grants))
    rules = DepartmentRules(
        steps=(Step(rate=rate, cap=cap, floor=floor),),
        terms=tuple(terms),
        rate_base=rate_base,
        gap_base=gap_base,
    )
    working = award_amount(
        figures,
        requested=requested,
        rules=rules,
        policy=FundPolicy(rounding_scope=scope),
        nth=1,
        remaining_budget=remaining,
        committee_amount=committee,
    )

    assert working.award >= 0
    assert all(working.award <= max(value, 0) for value in working.terms.values())
    assert working.award <= working.full
    assert set(working.terms) <= set(terms)
    assert all(working.terms[name] == min(working.terms.values()) for name in working.binding)
    assert bool(working.binding) == bool(working.terms)
    if remaining is None or "remaining_budget" not in terms:
        assert working.award == working.full
    if working.awardable:
        assert working.full >= max(floor or 0, 1)
