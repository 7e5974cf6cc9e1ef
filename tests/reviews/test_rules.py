"""R8, R9 and N6–N8, N10, N11 by figures from the worked example and by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import round_decimal
from fund.policy import Requirement, Scoring, TieBreak
from reviews import rules
from reviews.rules import Recorded, Scale, ScoreSheet, ScoringSetup, ranked

CODES = ("C1", "C2", "C3", "C4", "C5")
WEIGHTS = (5, 4, 4, 4, 3)
DEFAULT_TIES = (
    TieBreak("criterion", "C1"),
    TieBreak("criterion", "C2"),
    TieBreak("fewer_prior_awards"),
    TieBreak("committee"),
)

# domain.md §8, one line per reviewer V1…V6: points for C1…C5.
EXAMPLE = {
    "A": [(3, 3, 5, 4, 4), (3, 4, 3, 4, 4), (4, 3, 3, 3, 4), (3, 3, 4, 5, 5), (2, 4, 4, 4, 4), (3, 4, 4, 4, 4)],  # noqa: E501
    "B": [(3, 5, 4, 5, 3), (4, 4, 4, 5, 4), (4, 3, 4, 5, 3), (3, 3, 3, 4, 4), (4, 3, 5, 5, 3), (3, 5, 5, 4, 3)],  # noqa: E501
    "C": [(3, 5, 3, 5, 5), (4, 3, 4, 4, 4), (3, 4, 4, 5, 4), (4, 4, 4, 5, 4), (3, 4, 3, 5, 4), (4, 4, 4, 4, 4)],  # noqa: E501
}  # fmt: skip


def scale(
    code: str = "C1", weight: int = 1, low: Any = 1, high: Any = 5, step: Any = 1, **rest: Any
) -> Scale:
    return Scale(code, weight, Fraction(low), Fraction(high), Fraction(step), **rest)


def setup(**changes: Any) -> ScoringSetup:
    values = {
        "scales": tuple(scale(code, weight) for code, weight in zip(CODES, WEIGHTS, strict=True)),
        "tie_break": DEFAULT_TIES,
        "pass_rule": (Requirement("score", ">=", "60"),),
        "min_reviewers": 3,
    }
    return ScoringSetup(**{**values, **changes})


def sheet(number: str, rows: Iterable[Iterable[Any]] = (), **changes: Any) -> ScoreSheet:
    """Reviewers V1, V2, …, each a line of points for C1, C2, …"""
    points = {
        f"V{n}": {f"C{i}": Fraction(value) for i, value in enumerate(row, 1)} for n, row in enumerate(rows, 1)
    }
    values: dict[str, Any] = {
        "application_id": abs(hash(number)),
        "number": number,
        "requested": 100_000,
        "prior_awards": 0,
        "continuing": False,
        "points": points,
    }
    return ScoreSheet(**{**values, **changes})


def example(name: str, *excluded: str) -> ScoreSheet:
    return sheet(name, EXAMPLE[name], excluded=frozenset(excluded))


def places(rows: Iterable[rules.RankedRow]) -> list[tuple[str, int | None]]:
    return [(row.number, row.rank) for row in rows]


def test_example_before_the_conflict_was_found() -> None:
    b, c = ranked([example("B"), example("C")], setup())[::-1]
    # 476 / 6 = 79.33…, 469 / 6 = 78.16…
    assert places([c, b]) == [("C", 1), ("B", 2)]
    assert (c.score, c.total, b.score, b.total) == (Decimal("79.3"), 476, Decimal("78.2"), 469)


def test_example_ranks_b_first_without_v4() -> None:
    first, second = ranked([example("C"), example("B", "V4")], setup())
    assert places([first, second]) == [("B", 1), ("C", 2)]
    assert first.score == Decimal("80.4")  # 402 / 5
    assert (first.total, first.count, first.excluded) == (402, 5, ("V4",))
    assert first.counted == ("V1", "V2", "V3", "V5", "V6")
    assert first.totals == {"V1": 80, "V2": 84, "V3": 77, "V4": 67, "V5": 81, "V6": 80}
    assert (first.average_before, first.sum_before, first.count_before) == (Decimal("78.2"), 469, 6)
    means = {code: str(round_decimal(first.criterion_means[code], 4)) for code in ("C1", "C2")}
    assert means == {"C1": "3.6000", "C2": "4.0000"}
    assert {str(round_decimal(second.criterion_means[code], 4)) for code in ("C1", "C2")} == {
        "3.5000",
        "4.0000",
    }


def test_example_of_the_other_department() -> None:
    (row,) = ranked([example("A")], setup())
    assert (row.score, row.total, row.passes) == (Decimal("72.8"), 437, True)
    assert row.totals == {"V1": 75, "V2": 71, "V3": 68, "V4": 78, "V5": 70, "V6": 75}
    assert (row.criterion_means["C1"], row.criterion_means["C2"]) == (3, Fraction(7, 2))


def test_two_recusals_leave_three_counted() -> None:
    # V1, V2 out of (80, 84, 77, 67, 81, 80): 77 + 67 + 81 + 80 = 305, / 4 = 76.25, half up 76.3.
    (row,) = ranked([example("B", "V1", "V2")], setup())
    assert (row.score, row.total, row.count) == (Decimal("76.3"), 305, 4)
    # Four out leave two of at least three.
    with pytest.raises(rules.TooFewReviewers) as refused:
        ranked([example("B", "V1", "V2", "V3", "V4")], setup())
    assert refused.value.extra == {"minimum": 3, "numbers": "B"}


def test_half_points_are_exact() -> None:
    # One criterion 0–10 by 0.5, weight 1: (7.5 + 8 + 8.5 + 6.5) / 4 = 30.5 / 4 = 7.625 → 7.6
    half = setup(scales=(scale(low=0, high=10, step=Fraction(1, 2)),), tie_break=(), pass_rule=())
    (row,) = ranked([sheet("A", [["7.5"], [8], ["8.5"], ["6.5"]])], half)
    assert (row.total, row.score) == (Fraction(61, 2), Decimal("7.6"))


def test_a_score_is_rounded_before_it_meets_the_pass_mark() -> None:
    # 239.9 / 4 = 59.975 → 60.0 passes; 239.7 / 4 = 59.925 → 59.9 does not.
    one = setup(scales=(scale(low=0, high=100, step=Fraction(1, 10)),), tie_break=())
    up = sheet("UP", [["60"], ["60"], ["60"], ["59.9"]])
    down = sheet("DOWN", [["60"], ["60"], ["60"], ["59.7"]])
    first, second = ranked([down, up], one)
    assert (first.number, first.score, first.passes, first.failed) == ("UP", Decimal("60.0"), True, ())
    assert (second.number, second.score, second.passes, second.failed) == (
        "DOWN",
        Decimal("59.9"),
        False,
        (0,),
    )


def three(*points: Any) -> list[list[Any]]:
    """Three reviewers who agree."""
    return [list(points)] * 3


def test_ties_follow_the_list_in_order() -> None:
    # All 100 points: 5·C1 + 4·(C2+C3+C4) + 3·C5.
    #   P: 5·4 + 4·(4+4+4) + 3·4 = 80     Q: 5·4 + 4·(5+3+4) + 3·4 = 80 (C2 higher)
    #   R: 5·5 + 4·(3+4+4) + 3·4 = 81 … so give C5 −: not equal; use S: 5·4 … with one prior award
    p = sheet("P", three(4, 4, 4, 4, 4))
    q = sheet("Q", three(4, 5, 3, 4, 4))
    s = sheet("S", three(4, 4, 4, 4, 4), prior_awards=1)
    assert places(ranked([s, p, q], setup())) == [("Q", 1), ("P", 2), ("S", 3)]


def test_what_stays_tied_shares_the_rank() -> None:
    a, d = sheet("A", three(5, 5, 5, 5, 5)), sheet("D", three(3, 3, 3, 3, 3))
    b, c = sheet("B", three(4, 4, 4, 4, 4)), sheet("C", three(4, 4, 4, 4, 4))
    rows = ranked([d, c, b, a], setup())
    assert places(rows) == [("A", 1), ("B", 2), ("C", 2), ("D", 4)]
    assert [row.tied for row in rows] == [False, True, True, False]


def test_the_committee_orders_equals_only() -> None:
    b, c = sheet("B", three(4, 4, 4, 4, 4)), sheet("C", three(4, 4, 4, 4, 4))
    a = sheet("A", three(5, 5, 5, 5, 5))
    order = (c.application_id, b.application_id)
    rows = ranked([a, b, c], setup(tie_orders=(order,)))
    assert places(rows) == [("A", 1), ("C", 2), ("B", 3)]
    assert not any(row.tied for row in rows)
    # A later word replaces an earlier one; an order that does not hold all of them says nothing.
    assert places(ranked([b, c], setup(tie_orders=(order, order[::-1])))) == [("B", 1), ("C", 2)]
    assert places(ranked([b, c], setup(tie_orders=((c.application_id, a.application_id),))))[1] == ("C", 1)


def test_smaller_and_larger_request() -> None:
    small, large = (
        sheet("S", three(4, 4, 4, 4, 4), requested=1),
        sheet("L", three(4, 4, 4, 4, 4), requested=2),
    )
    for by, first in (("smaller_requested", "S"), ("larger_requested", "L")):
        assert ranked([small, large], setup(tie_break=(TieBreak(by),)))[0].number == first
    # A request that is not on record decides nothing.
    unknown = replace(small, requested=None)
    assert {
        row.rank for row in ranked([unknown, large], setup(tie_break=(TieBreak("smaller_requested"),)))
    } == {1}


def test_below_the_pass_mark_comes_last_in_the_same_order() -> None:
    # All 3 → 60 passes with ≥ 60 and fails with > 60.
    strict = setup(pass_rule=(Requirement("score", ">", "60"),))
    rows = ranked(
        [
            sheet("LOW", three(2, 2, 2, 2, 2)),
            sheet("EDGE", three(3, 3, 3, 3, 3)),
            sheet("UP", three(4, 4, 4, 4, 4)),
        ],
        strict,
    )
    assert places(rows) == [("UP", 1), ("EDGE", 2), ("LOW", 3)]
    assert [row.passes for row in rows] == [True, False, False]


def test_a_knocked_out_high_score_stands_below_those_who_pass() -> None:
    zeros = setup(
        scales=tuple(scale(code, low=0) for code in CODES),
        pass_rule=(Requirement("zero_share", "<", "1/2"),),
        tie_break=(),
    )
    # Two of four gave 0 on C1: half or more.
    high = sheet("HIGH", [(0, 5, 5, 5, 5), (0, 5, 5, 5, 5), (5, 5, 5, 5, 5), (5, 5, 5, 5, 5)])
    low = sheet("LOW", [(0, 1, 1, 1, 1), (1, 1, 1, 1, 1), (1, 1, 1, 1, 1), (1, 1, 1, 1, 1)])
    assert places(ranked([high, low], zeros)) == [("LOW", 1), ("HIGH", 2)]
    assert [row.failed for row in ranked([high, low], zeros)] == [(), (0,)]


def test_continuing_projects_are_scaled_back_exactly() -> None:
    scales = (
        *(scale(code) for code in CODES),
        scale("C6", applies_to="continuing"),
        scale("C7", applies_to="continuing"),
    )
    assert rules.scale_back(scales, continuing=True) == Fraction(5, 7)
    assert rules.scale_back(scales, continuing=False) == 1
    assert rules.full_mark(scales, 7, continuing=True) == 7 * 7 * 5 * Fraction(5, 7) == 175
    assert rules.full_mark(scales, 7) == 175
    # 4 each on seven criteria = 28 × 5/7 = 20 = 4 each on five.
    new, old = sheet("NEW", three(4, 4, 4, 4, 4)), sheet("OLD", three(4, 4, 4, 4, 4, 4, 4), continuing=True)
    summed = setup(scales=scales, scoring=Scoring("sum"), tie_break=(), pass_rule=())
    assert [(row.rank, row.total) for row in ranked([new, old], summed)] == [(1, 60), (1, 60)]
    # 29 × 5/7 = 20.714… for one reviewer; 3 reviewers: 62.142… → 62.1 (half up), 62.14 (two, cut)
    odd = sheet("ODD", three(5, 4, 4, 4, 4, 4, 4), continuing=True)
    (row,) = ranked([odd], summed)
    assert (row.total, row.score) == (Fraction(435, 7), Decimal("62.1"))
    cut = replace(summed, scoring=Scoring("sum", "cut", 2))
    assert ranked([odd], cut)[0].score == Decimal("62.14")


def test_sums_of_unequal_numbers_are_refused_and_the_mean_offered() -> None:
    summed = setup(scoring=Scoring("sum"), tie_break=(), pass_rule=(Requirement("score", ">=", "240"),))
    four = sheet("FOUR", [(3, 3, 3, 3, 3)] * 4)  # 60 each: sum 240, mean 60
    three_ = sheet("THREE", three(4, 4, 4, 4, 4))  # 80 each: sum 240, mean 80
    with pytest.raises(rules.UnequalReviewers) as refused:
        ranked([four, three_], summed)
    assert refused.value.extra == {"counts": "FOUR 4人、THREE 3人"}
    assert "平均点" in refused.value.text("ja")
    # By the mean on the sum's scale of four reviewers: 80 × 4 = 320 and 60 × 4 = 240.
    rows = ranked([four, three_], replace(summed, by_mean=True))
    assert [(row.number, row.score, row.passes) for row in rows] == [
        ("THREE", Decimal("320.0"), True),
        ("FOUR", Decimal("240.0"), True),
    ]


@pytest.mark.parametrize(
    ("aggregate", "recorded", "score"),
    [
        # Five criteria to 100 per reviewer: a sum of 402 by 5 is 80.4 in the mean, 402 as a sum, 80.4 %.
        ("mean", Recorded("sum", Fraction(402), 5), "80.4"),
        ("sum", Recorded("sum", Fraction(402), None), "402.0"),
        ("percent", Recorded("sum", Fraction(402), 5), "80.4"),
        ("mean", Recorded("score", Fraction("80.4")), "80.4"),
        ("percent", Recorded("score", Fraction("80.4")), "80.4"),
    ],
)
def test_recorded_figures_stand_beside_scored_ones(aggregate: str, recorded: Recorded, score: str) -> None:
    mixed = setup(scoring=Scoring(aggregate), pass_rule=())
    panel = sheet("PANEL", recorded=recorded)
    rows = ranked([panel, sheet("SCORED", [(3, 3, 3, 3, 3)] * 5)], mixed)
    assert places(rows) == [("PANEL", 1), ("SCORED", 2)]
    assert (rows[0].score, rows[0].recorded, rows[0].passes) == (Decimal(score), recorded.basis, True)


def test_what_was_not_recorded_is_not_held_against_it() -> None:
    knock_out = (Requirement("zero_share", "<", "1/2"), Requirement("score", ">", "29"))
    (row,) = ranked([sheet("P", recorded=Recorded("score", Fraction(40)))], setup(pass_rule=knock_out))
    assert (row.passes, row.failed, row.unjudged) == (True, (), (0,))


def test_a_computed_pass_mark_counts_reviewers_criteria_and_applications() -> None:
    # 3 × criteria × reviewers + 5 × applications: 3 × 5 × 3 + 5 × 2 = 55; full mark of a sum 25 × 3 = 75.
    formula = {"plus": [{"times": ["3", "criteria", "reviewers"]}, {"times": ["5", "applications"]}]}
    base = setup(scales=tuple(scale(code) for code in CODES), scoring=Scoring("sum"), tie_break=())
    sheets = [sheet("A", three(4, 4, 4, 4, 3)), sheet("B", three(4, 4, 4, 3, 3))]  # 57, 54
    rows = ranked(sheets, replace(base, pass_rule=(Requirement("sum", ">=", formula),)))
    assert [(row.total, row.passes) for row in rows] == [(57, True), (54, False)]
    share = {"times": ["3/4", "full_mark"]}  # 56.25
    rows = ranked(sheets, replace(base, pass_rule=(Requirement("score", ">=", share),)))
    assert [row.passes for row in rows] == [True, False]
    percent = (Requirement("percent", ">=", "75"),)  # 57/75 = 76 %, 54/75 = 72 %
    assert [row.passes for row in ranked(sheets, replace(base, pass_rule=percent))] == [True, False]


def test_a_withdrawn_application_keeps_its_points_and_has_no_rank() -> None:
    gone = replace(sheet("GONE", three(5, 5, 5, 5, 5)), withdrawn=True)
    rows = ranked([gone, sheet("B", three(4, 4, 4, 4, 4)), sheet("C", three(3, 3, 3, 3, 3))], setup())
    assert places(rows) == [("B", 1), ("C", 2), ("GONE", None)]
    assert (rows[2].score, rows[2].passes) == (Decimal("100.0"), False)


def test_points_off_their_scale_are_named() -> None:
    scales = (scale("C1", low=0, high=10, step=Fraction(1, 2)), scale("C2", applies_to="continuing"))
    points = {"C1": Decimal("7.25"), "C2": Decimal(3), "XX": None}
    faults = rules.points_faults(points, scales, continuing=False)
    assert [(fault.pointer, fault.code) for fault in faults] == [
        ("/points/C1", "reviews.off_scale"),
        ("/points/C2", "reviews.unknown_criterion"),
        ("/points/XX", "reviews.unknown_criterion"),
    ]
    assert faults[0].ja == "0から10まで、0.5点きざみで入れてください。"
    assert rules.points_faults({"C1": Decimal("7.5"), "C2": Decimal(3)}, scales, continuing=True) == []
    for outside in ("-0.5", "10.5"):
        assert rules.points_faults({"C1": Decimal(outside)}, scales, continuing=False)


@pytest.mark.parametrize(
    "state", ["assigned", "declared", "in_progress", "submitted", "locked", "recused", "released"]
)
def test_r8_by_state(state: str) -> None:
    facts = rules.ReviewFacts(state, handed_in=True)
    assert rules.may_list(facts) == (state != "recused")
    assert rules.may_open(facts) == (state in {"declared", "in_progress", "submitted", "locked"})
    assert rules.is_counted(facts) == (state in {"submitted", "locked"})
    assert not rules.is_counted(replace(facts, handed_in=False))


lines = st.lists(st.tuples(*[st.integers(1, 5)] * 5), min_size=3, max_size=4)


@given(
    entries=st.lists(st.tuples(lines, st.integers(0, 2), st.integers(1, 3)), min_size=1, max_size=7),
    shuffle=st.randoms(use_true_random=False),
)
def test_the_ranking_depends_on_nothing_but_the_scores(entries: Any, shuffle: Any) -> None:
    sheets = [
        sheet(f"N{n}", rows, prior_awards=prior, requested=yen * 1000, application_id=n)
        for n, (rows, prior, yen) in enumerate(entries)
    ]
    other = [replace(item, application_id=1000 - item.application_id) for item in sheets]
    shuffle.shuffle(other)
    found, again = ranked(sheets, setup()), ranked(other, setup())
    assert places(found) == places(again)
    # Ranks count everybody before: 1 + how many stand strictly before.
    ranks = [row.rank or 0 for row in found]
    assert ranks == sorted(ranks)
    assert all(rank == 1 + sum(other < rank for other in ranks) for rank in ranks)
    scores = [(not row.passes, -row.score) for row in found]
    assert scores == sorted(scores)
