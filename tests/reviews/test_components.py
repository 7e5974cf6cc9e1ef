"""N6–N11, N13 by figures of published calls and by hand: components, conditions, stages, no points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from fund.policy import Component, Requirement, Rounding, Scoring, Stage, TieBreak
from fund.policy.conditions import Comparison, Condition
from fund.policy.formulas import FullMarkOf, Minus, Times
from reviews.rules import (
    KnownFacts,
    RankedRow,
    Scale,
    ScoreSheet,
    ScoringSetup,
    StageUndecided,
    TooFewReviewers,
    UnequalReviewers,
    full_mark,
    points_faults,
    ranked,
    reviewer_full_mark,
)

CONTINUING = Condition(compare=Comparison("continuing", "=", True))
FIVE = ("C1", "C2", "C3", "C4", "C5")


def scale(code: str, low: Any = 1, high: Any = 5, step: Any = 1, **rest: Any) -> Scale:
    return Scale(code, rest.pop("weight", 1), Fraction(low), Fraction(high), Fraction(step), **rest)


def sheet(number: str, rows: Iterable[Iterable[Any]] = (), **changes: Any) -> ScoreSheet:
    """Reviewers V1, V2, …, each a line of points for C1, C2, …"""
    points = {
        f"V{n}": {f"C{i}": Fraction(value) for i, value in enumerate(row, 1)} for n, row in enumerate(rows, 1)
    }
    values: dict[str, Any] = {
        "application_id": int(number, 36),
        "number": number,
        "requested": 100_000,
        "prior_awards": 0,
        "continuing": False,
        "points": points,
    }
    return ScoreSheet(**{**values, **changes})


def places(rows: Iterable[RankedRow]) -> list[tuple[str, int | None]]:
    return [(row.number, row.rank) for row in rows]


# Two rounds of points and stickers: 5 criteria 1–5, two more for continuing projects, brought to the same
# full mark; 7 reviewers; pass mark of the first part 3 × criteria × reviewers = 105; each reviewer hands
# out as many stickers of 5 points as there are applications.
FIRST = Component("FIRST", criteria=(*FIVE, "C6", "C7"), scale_to="common")
STICKERS = Component("STICKERS", "tokens", per_reviewer="applications", points_each=Fraction(5))
TWO_PARTS = ScoringSetup(
    scales=(*(scale(code) for code in FIVE), *(scale(c, applies_if=CONTINUING) for c in ("C6", "C7"))),
    scoring=Scoring("sum", components=(FIRST, STICKERS)),
    pass_rule=(Requirement("component", ">=", Times((Fraction(3), "criteria", "reviewers")), ("FIRST",)),),
    tie_break=(TieBreak("component", of="STICKERS"),),
)


def first(row: RankedRow) -> Fraction:
    return row.components["FIRST"]


def test_extra_criteria_of_continuing_projects_keep_the_full_mark() -> None:
    new = sheet("NEW", [[5] * 5] * 7)
    old = sheet("OLD", [[5] * 7] * 7, continuing=True)
    rows = {row.number: row for row in ranked([new, old], TWO_PARTS)}
    # 7 × 5 × 5 = 175 = 7 × 7 × 5 × 5/7.
    assert first(rows["NEW"]) == first(rows["OLD"]) == 175
    assert full_mark(TWO_PARTS.scales, 7, continuing=True, facts=KnownFacts(continuing=True)) == 175
    # 28 × 5/7 × 7 = 140 where every one of the seven got 4.
    (row,) = ranked([sheet("OLD", [[4] * 7] * 7, continuing=True)], TWO_PARTS)
    assert first(row) == 140


def test_a_first_part_has_its_own_computed_pass_mark() -> None:
    # 3 × 5 × 7 = 105: all threes pass, one point less does not – however many stickers it gets.
    edge, below = [[3] * 5] * 7, [[3] * 5] * 6 + [[3, 3, 3, 3, 2]]
    stickers = {"STICKERS": {f"V{n}": 7 for n in range(1, 8)}}
    rows = ranked([sheet("EDGE", edge), sheet("BELOW", below, tokens=stickers)], TWO_PARTS)
    assert [(row.number, row.passes, row.failed, first(row)) for row in rows] == [
        ("EDGE", True, (), 105),
        ("BELOW", False, (0,), 104),
    ]


def test_stickers_count_points_each_and_an_excluded_reviewers_do_not() -> None:
    points = [[3] * 5] * 7
    a = sheet("A", points, tokens={"STICKERS": {"V1": 2, "V2": 1, "V7": 4}})
    b = sheet("B", points, tokens={"STICKERS": {"V1": 2, "V2": 1, "V3": 1}})
    rows = ranked([a, b], TWO_PARTS)
    # 105 + 7 × 5 = 140; 105 + 4 × 5 = 125.
    assert [(row.number, row.score) for row in rows] == [("A", Decimal("140.0")), ("B", Decimal("125.0"))]
    unequal = replace(TWO_PARTS, by_mean=True)
    rows = ranked([replace(a, excluded=frozenset({"V7"})), b], unequal)
    assert {row.number: row.components["STICKERS"] for row in rows} == {"A": 15, "B": 20}
    assert rows[1].tally.before.components["STICKERS"] == 35


def test_a_tie_is_broken_by_a_component() -> None:
    # 105 + 20 = 125 and 120 + 5 = 125: the one with more stickers first.
    more = sheet("Z", [[3] * 5] * 7, tokens={"STICKERS": {"V1": 4}})
    points = [[3] * 5] * 4 + [[4] * 5] * 3  # 60 + 60 = 120
    less = sheet("A", points, tokens={"STICKERS": {"V1": 1}})
    rows = ranked([less, more], TWO_PARTS)
    assert {row.score for row in rows} == {Decimal("125.0")}
    assert places(rows) == [("Z", 1), ("A", 2)]
    shared = ranked([less, more], replace(TWO_PARTS, tie_break=()))
    assert [row.rank for row in shared] == [1, 1]


def test_an_audience_shares_a_pool_out_by_its_votes() -> None:
    # A pool as large as half the first part's full mark: 175 / 2 = 87.5; 30, 20 and 10 of 60 votes.
    pool = Component(
        "PUBLIC", "audience", pool=Times((Fraction(1, 2), FullMarkOf("FIRST"))), round=Rounding("cut", 0)
    )
    setup = replace(TWO_PARTS, scoring=Scoring("sum", components=(FIRST, pool)), tie_break=(), pass_rule=())
    sheets = [
        sheet(number, [[3] * 5] * 7, votes={"PUBLIC": votes})
        for number, votes in (("A", 30), ("B", 20), ("C", 10))
    ]
    gone = sheet("D", [[3] * 5] * 7, votes={"PUBLIC": 40}, withdrawn=True)
    rows = ranked([*sheets, gone], setup)
    # 87.5 × 1/2 = 43.75, × 1/3 = 29.16…, × 1/6 = 14.58…, cut; who withdrew takes no share.
    assert [row.components["PUBLIC"] for row in rows[:3]] == [43, 29, 14]
    assert [row.score for row in rows[:3]] == [Decimal("148.0"), Decimal("134.0"), Decimal("119.0")]


def test_components_with_aggregates_of_their_own() -> None:
    # Paper as a mean of 10, presentation as a sum brought to 50 for each reviewer.
    paper = Component("PAPER", criteria=("C1",), aggregate="mean", round=Rounding("half_up", 1))
    stage = Component("STAGE", aggregate="sum", scale_to=Fraction(50))
    scales = (scale("C1", 0, 10), scale("C2", 0, 5), scale("C3", 0, 5))
    setup = ScoringSetup(scales, Scoring("mean", components=(paper, stage)))
    (row,) = ranked([sheet("A", [(7, 5, 4), (8, 3, 3), (8, 5, 5)])], setup)
    # 23 / 3 = 7.66… → 7.7; (9 + 6 + 10) × 50/10 = 125; together 132.7.
    assert row.components == {"PAPER": Fraction(77, 10), "STAGE": 125}
    assert row.score == Decimal("132.7")
    # Sums of unequal numbers do not compare, where any part is a sum.
    four = sheet("B", [(7, 5, 4)] * 4)
    with pytest.raises(UnequalReviewers):
        ranked([sheet("A", [(7, 5, 4)] * 3), four], setup)
    means = replace(setup, scoring=Scoring("mean", components=(paper, replace(stage, aggregate="mean"))))
    assert len(ranked([sheet("A", [(7, 5, 4)] * 3), four], means)) == 2


def test_percent_scores_cut_at_two_places() -> None:
    # 92, 102, 74 of 5 reviewers × 25; 127, 128, 104 of 7 × 25.
    setup = ScoringSetup((scale("C1", 0, 25),), Scoring("percent", "cut", 2))

    def spread(total: int, reviewers: int) -> list[list[int]]:
        each, rest = divmod(total, reviewers)
        return [[each + (n < rest)] for n in range(reviewers)]

    def scores(reviewers: int, *totals: int) -> list[Decimal]:
        sheets = [sheet(f"N{i}", spread(total, reviewers)) for i, total in enumerate(totals)]
        return [row.score for row in sorted(ranked(sheets, setup), key=lambda row: row.number)]

    assert scores(5, 92, 102, 74) == [Decimal("73.60"), Decimal("81.60"), Decimal("59.20")]
    assert scores(7, 127, 128, 104) == [Decimal("72.57"), Decimal("73.14"), Decimal("59.42")]


def test_more_than_and_knock_out_by_zeros() -> None:
    rule = (Requirement("score", ">", Fraction(29)), Requirement("zero_share", "<", Fraction(1, 2)))
    setup = ScoringSetup((scale("C1", 0, 100, Fraction(1, 100)),), Scoring("mean", "cut", 2), rule)
    rows = ranked([sheet("A", [["29"]] * 5), sheet("B", [["29.01"]] * 5)], setup)
    assert [(row.number, row.passes) for row in rows] == [("B", True), ("A", False)]
    # Three zeros of five reviewers decline (3/5), two do not (2/5).
    three = sheet("C", [["0"], ["0"], ["0"], ["100"], ["100"]])
    two = sheet("D", [["0"], ["0"], ["100"], ["100"], ["100"]])
    rows = ranked([three, two], setup)
    assert [(row.number, row.passes, row.failed) for row in rows] == [("D", True, ()), ("C", False, (1,))]


def test_full_marks_by_weights_marks_and_half_points() -> None:
    ten = tuple(scale(f"C{i}", 0, 10, Fraction(1, 2)) for i in range(1, 6))
    assert full_mark(ten, 5) == 250
    # 30 + 70 = 100: points 1–5 and 1–10 worth 30 and 70.
    marks = (scale("C1", mark=Fraction(30)), scale("C2", 1, 10, mark=Fraction(70)))
    assert full_mark(marks) == 100
    setup = ScoringSetup(marks, Scoring("mean"))
    (row,) = ranked([sheet("A", [(4, 7), (5, 9), (3, 6)])], setup)
    # 4/5 × 30 + 7/10 × 70 = 73, 93, 60: mean 75.33…
    assert row.totals == {"V1": 73, "V2": 93, "V3": 60}
    assert row.score == Decimal("75.3")
    half = ScoringSetup((scale("C1", 0, 5, Fraction(1, 2)),), Scoring("sum"))
    (row,) = ranked([sheet("A", [("4.5",), ("3.5",), ("0.5",)])], half)
    assert row.total == Fraction(17, 2)
    assert points_faults({"C1": Decimal("4.5")}, half.scales, continuing=False) == []
    assert points_faults({"C1": Decimal("4.25")}, half.scales, continuing=False)


def test_criteria_are_asked_by_conditions_and_never_on_what_is_unknown() -> None:
    third = Condition(compare=Comparison("n", ">=", Fraction(3)))
    large = Condition(all=(Condition(compare=Comparison("requested", ">", Fraction(200_000))),))
    scales = (scale("C1"), scale("C2", applies_if=third), scale("C3", applies_if=large))
    setup = ScoringSetup(scales, Scoring("mean"))
    plain, nth, unknown = (
        sheet("A", [(4,)] * 3),
        sheet("B", [(4, 2)] * 3, prior_awards=2),
        sheet("C", [(4,)] * 3, requested=None),
    )
    rows = {row.number: row for row in ranked([plain, nth, unknown], setup)}
    assert {number: sorted(row.criterion_means) for number, row in rows.items()} == {
        "A": ["C1"],
        "B": ["C1", "C2"],
        "C": ["C1"],
    }
    # Brought back to the one criterion everybody is asked: (4 + 2) × 5/10 = 3.
    assert [rows[n].score for n in "ABC"] == [Decimal("4.0"), Decimal("3.0"), Decimal("4.0")]
    facts = KnownFacts(continuing=False, n=3, requested=200_001)
    faults = points_faults({"C3": Decimal(3)}, scales, continuing=False, facts=facts)
    assert not faults
    assert points_faults({"C3": Decimal(3)}, scales, continuing=False)
    assert reviewer_full_mark(scales, setup.scoring, facts, continuing=False) == 5


def test_means_of_named_criteria_and_marks_less_than_the_full() -> None:
    # Each of C1 and C2 at least 3 in the mean; 10 short of the full mark of a sum (3 × 10 = 30) is 20.
    rule = (
        Requirement("criterion_mean", ">=", Fraction(3), ("C1", "C2")),
        Requirement("sum", ">=", Minus(("full_mark", Fraction(10)))),
    )
    setup = ScoringSetup((scale("C1"), scale("C2")), Scoring("sum"), rule)
    good = sheet("A", [(3, 5), (3, 4), (3, 3)])  # means 3, 4; sum 21
    uneven = sheet("B", [(2, 5), (3, 5), (3, 5)])  # means 8/3, 5; sum 23
    low = sheet("C", [(3, 3), (3, 3), (3, 4)])  # sum 19
    rows = {row.number: row.failed for row in ranked([good, uneven, low], setup)}
    assert rows == {"A": (), "B": (0,), "C": (1,)}
    full = (Requirement("component", ">=", Minus((FullMarkOf("X"), Fraction(9))), ("X",)),)
    named = replace(setup, scoring=Scoring("sum", components=(Component("X"),)), pass_rule=full)
    assert [(row.number, row.passes) for row in ranked([good, low], named)] == [("A", True), ("C", False)]


def test_withdrawn_applications_are_not_counted_in_formulas() -> None:
    rule = (Requirement("sum", ">=", Times((Fraction(5), "applications"))),)
    setup = ScoringSetup((scale("C1"),), Scoring("sum"), rule)
    gone = sheet("C", [(5,)] * 3, withdrawn=True)
    # 2 live × 5 = 10: a sum of 10 passes; with the withdrawn one it would be 15.
    rows = ranked([sheet("A", [(4,), (3,), (3,)]), sheet("B", [(1,)] * 3), gone], setup)
    assert [(row.number, row.passes) for row in rows] == [("A", True), ("B", False), ("C", False)]


PAPERS = Stage("PAPERS", decides="pass")
TALK = Stage("TALK", kind="presentation", decides="score", attendance=True)
OPINION = Stage("OPINION", by="office", decides="advice")


def test_who_fails_a_stage_or_does_not_come_ranks_below_and_needs_no_scores() -> None:
    setup = ScoringSetup((scale("C1"),), stages=(PAPERS, OPINION, TALK))
    sheets = [
        sheet("A", verdicts={"PAPERS": "fail"}),
        sheet("B", [(5,)] * 3, verdicts={"PAPERS": "pass", "TALK": "fail"}),
        sheet("C", [(2,)] * 3, verdicts={"PAPERS": "pass", "OPINION": "fail"}),
    ]
    rows = ranked(sheets, setup)
    assert [(row.number, row.rank, row.passes, row.stage_failed) for row in rows] == [
        ("C", 1, True, ""),
        ("B", 2, False, "TALK"),
        ("A", 3, False, "PAPERS"),
    ]
    with pytest.raises(TooFewReviewers):
        ranked([sheet("A", verdicts={"PAPERS": "pass"})], setup)


def test_where_no_points_are_given_all_that_passed_their_last_stage_share_a_rank() -> None:
    large = Condition(compare=Comparison("requested", ">", Fraction(200_000)))
    setup = ScoringSetup(
        (), Scoring("none"), stages=(PAPERS, Stage("BOARD", by="board", decides="pass", when=large))
    )
    through = {"PAPERS": "pass"}
    sheets = [
        sheet("A", verdicts=through),
        sheet("B", verdicts=through),
        sheet("C", verdicts={**through, "BOARD": "pass"}, requested=300_000),
        sheet("D", verdicts={"PAPERS": "fail"}),
        sheet("E", verdicts={**through, "BOARD": "fail"}, requested=300_000),
    ]
    rows = ranked(sheets, setup)
    assert places(rows) == [("A", 1), ("B", 1), ("C", 1), ("D", 4), ("E", 4)]
    assert [row.stage_failed for row in rows] == ["", "", "", "PAPERS", "BOARD"]
    assert not any(row.scored or row.components for row in rows)
    # A large request that the board has not seen yet is not simply declined.
    waiting = sheet("F", verdicts=through, requested=300_000)
    with pytest.raises(StageUndecided) as refused:
        ranked([*sheets, waiting], setup)
    assert refused.value.extra == {"numbers": "F"}
    (row,) = [row for row in ranked([*sheets, waiting], setup, strict=False) if row.number == "F"]
    assert (row.passes, row.stage_failed) == (False, "")


def test_full_marks_of_tokens_and_pools() -> None:
    # 3 reviewers, 2 applications: 2 tokens each, 1 on one at most: 3 × 1 × 5 = 15 beside 3 × 5 = 15 points,
    # and a pool of the first part's full mark, 15; together 45, of which 2/3 are 30.
    components = (
        Component("X"),
        Component("T", "tokens", per_reviewer="applications", at_most_on_one=1, points_each=Fraction(5)),
        Component("P", "audience", pool=FullMarkOf("X")),
    )
    rule = (Requirement("score", ">=", Times((Fraction(2, 3), "full_mark"))), Requirement("percent", ">", 60))
    setup = ScoringSetup((scale("C1"),), Scoring("sum", components=components), rule)
    a = sheet("A", [(4,)] * 3, tokens={"T": {"V1": 1}}, votes={"P": 13})  # 12 + 5 + 13 = 30 of 45
    b = sheet("B", [(4,)] * 3, tokens={"T": {"V1": 1}}, votes={"P": 2})  # 12 + 5 + 2 = 19
    rows = ranked([a, b], setup)
    assert [(row.number, row.score, row.failed) for row in rows] == [
        ("A", Decimal("30.0"), ()),
        ("B", Decimal("19.0"), (0, 1)),
    ]


def test_as_many_stickers_as_applications() -> None:
    # 7 applications, so 7 stickers of 5 points for each of 7 reviewers: 7 × 5 × 7 = 245 at most.
    rows = ranked([sheet(f"A{n}", [[3] * 5] * 7) for n in range(7)], TWO_PARTS)
    marks = {(row.tally.full_mark_of("FIRST"), row.tally.full_mark_of("STICKERS")) for row in rows}
    assert marks == {(175, 245)}
