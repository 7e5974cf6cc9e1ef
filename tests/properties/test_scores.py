"""Whatever the scores and the settings: the plan's integers against plain fractions, ranks against plain
sorting, and what may never change them (R9, N7–N11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fund.policy import Component, Requirement, Rounding, Scoring, TieBreak
from fund.policy.conditions import Comparison, Condition
from reviews.rules import RankedRow, Scale, ScoreSheet, ScoringSetup, ranked
from reviews.rules.plan import hundredths
from reviews.rules.working import shares_of

EXAMPLES = settings(max_examples=120, deadline=None)
REVIEWERS = ("V1", "V2", "V3", "V4", "V5")
STEPS = (Fraction(1), Fraction(1, 2), Fraction(1, 4))


@st.composite
def scales(draw: Any) -> tuple[Scale, ...]:
    """One to five criteria; weights or marks; some for continuing projects or large requests only."""
    made = []
    for n in range(draw(st.integers(1, 5))):
        large = Condition(compare=Comparison("requested", ">", Fraction(draw(st.integers(1, 4)) * 100_000)))
        step = draw(st.sampled_from(STEPS))
        low = draw(st.integers(0, 1))
        made.append(
            Scale(
                f"C{n}",
                draw(st.integers(1, 6)),
                Fraction(low),
                low + step * draw(st.integers(1, 12)),
                step,
                draw(st.sampled_from(["all", "all", "continuing"])),
                draw(st.sampled_from([None, None, Fraction(30), Fraction(7)])),
                draw(st.sampled_from([None, None, large])),
            )
        )
    return tuple(made)


@st.composite
def scorings(draw: Any, codes: Sequence[str]) -> Scoring:
    """Any aggregate and rounding; without components, with one, or with two, tokens and an audience."""
    aggregate = draw(st.sampled_from(["mean", "sum", "percent"]))
    rounding = st.sampled_from([None, Rounding("cut", 1), Rounding("half_up", 0)])
    target = st.sampled_from([None, "common", Fraction(50)])
    own = st.sampled_from(["", "sum", "mean", "percent"])
    cut = draw(st.integers(0, len(codes)))
    parts = (
        Component("P", criteria=tuple(codes[:cut]) or ("none",), aggregate=draw(own), scale_to=draw(target)),
        Component("Q", aggregate=draw(own), scale_to=draw(target), round=draw(rounding)),
        Component("T", "tokens", points_each=Fraction(5, 2)),
        Component("A", "audience", pool=Fraction(40), round=draw(rounding)),
    )
    return Scoring(
        aggregate,
        draw(st.sampled_from(["half_up", "cut"])),
        draw(st.integers(0, 3)),
        100,
        components=draw(st.sampled_from([(), parts[1:2], parts])),
    )


@st.composite
def rounds(draw: Any) -> tuple[ScoringSetup, list[ScoreSheet]]:
    """A department's settings and up to eight applications, every one scored by the same reviewers."""
    own = draw(scales())
    codes = [item.code for item in own]
    setup = ScoringSetup(
        own,
        draw(scorings(codes)),
        (Requirement("score", draw(st.sampled_from([">=", ">"])), Fraction(draw(st.integers(0, 60)))),),
        tuple(
            draw(
                st.permutations(
                    [
                        TieBreak("criterion", codes[0]),
                        TieBreak("component", of="Q"),
                        TieBreak("fewer_prior_awards"),
                        TieBreak("smaller_requested"),
                    ]
                )
            )[: draw(st.integers(0, 3))]
        ),
        min_reviewers=1,
    )
    reviewers = REVIEWERS[: draw(st.integers(1, 5))]
    return setup, [draw(sheets(own, reviewers, n)) for n in range(draw(st.integers(1, 8)))]


@st.composite
def sheets(draw: Any, own: tuple[Scale, ...], reviewers: Sequence[str], n: int) -> ScoreSheet:
    def points(item: Scale) -> Fraction:
        steps = (item.maximum - item.minimum) / item.step
        return item.minimum + item.step * draw(st.integers(0, int(steps)))

    return ScoreSheet(
        application_id=n + 1,
        number=f"N{n}",
        requested=draw(st.integers(1, 5)) * 100_000,
        prior_awards=draw(st.integers(0, 2)),
        continuing=draw(st.booleans()),
        points={code: {item.code: points(item) for item in own} for code in reviewers},
        tokens={"T": {code: draw(st.integers(0, 2)) for code in reviewers}},
        votes={"A": draw(st.integers(0, 9))},
        withdrawn=draw(st.sampled_from([False, False, False, True])),
    )


# The reference: fractions over dicts, one application at a time, nothing prepared.


def is_asked(item: Scale, sheet: ScoreSheet) -> bool:
    if item.applies_to == "continuing" and not sheet.continuing:
        return False
    if item.applies_if is None:
        return True
    assert item.applies_if.compare is not None
    return (sheet.requested or 0) > item.applies_if.compare.value  # type: ignore[operator]


def worth(item: Scale) -> Fraction:
    return Fraction(item.weight) if item.mark is None else item.mark / item.maximum


def rounded(value: Fraction, decimals: int, mode: str) -> Fraction:
    scaled = value * 10**decimals
    if mode == "half_up":
        scaled += Fraction(1, 2)
    return Fraction(scaled.numerator // scaled.denominator, 10**decimals)


def reference_part(setup: ScoringSetup, part: Component, sheet: ScoreSheet) -> Fraction:
    named = {code for item in setup.scoring.components for code in item.criteria}
    inside = [s for s in setup.scales if (s.code in part.criteria if part.criteria else s.code not in named)]
    mine = [s for s in inside if is_asked(s, sheet)]
    full = sum((s.maximum * worth(s) for s in mine), Fraction(0))
    target = full
    if part.scale_to == "common":
        everybody = [s for s in inside if s.applies_to == "all" and s.applies_if is None]
        target = sum((s.maximum * worth(s) for s in everybody), Fraction(0))
    elif part.scale_to is not None:
        target = Fraction(part.scale_to)  # type: ignore[arg-type]
    back = target / full if target and full else Fraction(1)
    totals = [back * sum(points[s.code] * worth(s) for s in mine) for points in sheet.points.values()]
    aggregate = part.aggregate or setup.scoring.aggregate
    if aggregate == "sum":
        return sum(totals, Fraction(0))
    mean = sum(totals, Fraction(0)) / len(totals)
    if aggregate == "mean":
        return mean
    top = part.scale_to if isinstance(part.scale_to, Fraction) else Fraction(setup.scoring.scale_to)
    return mean / (full * back) * top if full else Fraction(0)


def reference_components(setup: ScoringSetup, sheet: ScoreSheet, votes: int) -> dict[str, Fraction]:
    found = {}
    for part in setup.scoring.components or (Component("", scale_to="common"),):
        if part.kind == "criteria":
            value = reference_part(setup, part, sheet)
        elif part.kind == "tokens":
            value = sum(sheet.tokens["T"].values()) * Fraction(5, 2)
        else:
            value = Fraction(40 * sheet.votes["A"], votes) if votes else Fraction(0)
        found[part.code] = rounded(value, part.round.decimals, part.round.mode) if part.round else value
    return found


def reference(
    setup: ScoringSetup, sheets: Sequence[ScoreSheet]
) -> dict[str, tuple[Fraction, Mapping[str, Fraction], bool, int]]:
    """Score, components, pass and rank (1 + how many are better) of each live application."""
    live = [sheet for sheet in sheets if not sheet.withdrawn]
    votes = sum(sheet.votes["A"] for sheet in live)
    parts = {sheet.number: reference_components(setup, sheet, votes) for sheet in live}
    scoring = setup.scoring
    scores = {
        n: rounded(sum(p.values(), Fraction(0)), scoring.decimals, scoring.mode) for n, p in parts.items()
    }
    mark = setup.pass_rule[0]
    limit = Fraction(mark.value)  # type: ignore[arg-type]
    passes = {n: score >= limit if mark.operator == ">=" else score > limit for n, score in scores.items()}

    def better(a: ScoreSheet, b: ScoreSheet, equals: list[ScoreSheet]) -> bool:
        """Step by step, as the list of tie-breaks reads; what one of the equals lacks tells nobody apart."""
        keys: list[Callable[[ScoreSheet], Any]] = [
            lambda s: not passes[s.number],
            lambda s: -scores[s.number],
        ]
        keys += [tie_key(setup, step, parts) for step in setup.tie_break]
        for key in keys:
            if any(key(item) is None for item in equals):
                continue
            if key(a) != key(b):
                return bool(key(a) < key(b))
            equals = [item for item in equals if key(item) == key(a)]
        return False

    return {
        a.number: (
            scores[a.number],
            parts[a.number],
            passes[a.number],
            1 + sum(better(b, a, live) for b in live),
        )
        for a in live
    }


def tie_key(
    setup: ScoringSetup, step: TieBreak, parts: Mapping[str, Mapping[str, Fraction]]
) -> Callable[[ScoreSheet], Any]:
    if step.by == "fewer_prior_awards":
        return lambda sheet: sheet.prior_awards
    if step.by == "smaller_requested":
        return lambda sheet: sheet.requested
    if step.by == "component":
        return lambda sheet: -parts[sheet.number]["Q"] if "Q" in parts[sheet.number] else None
    item = next(s for s in setup.scales if s.code == step.criterion)
    return lambda sheet: (
        -sum(points[item.code] for points in sheet.points.values()) / len(sheet.points)
        if is_asked(item, sheet)
        else None
    )


def shown(rows: Sequence[RankedRow]) -> list[tuple[Any, ...]]:
    return [(r.number, r.rank, r.score, r.passes, r.tied, r.components, r.totals) for r in rows]


@EXAMPLES
@given(rounds())
def test_the_plan_equals_plain_fractions_and_plain_sorting(
    case: tuple[ScoringSetup, list[ScoreSheet]],
) -> None:
    setup, sheets = case
    wanted = reference(setup, sheets)
    found = {row.number: row for row in ranked(sheets, setup) if not row.withdrawn}
    assert found.keys() == wanted.keys()
    for number, (score, parts, passes, rank) in wanted.items():
        row = found[number]
        assert (Fraction(row.score), row.passes, row.rank) == (score, passes, rank)
        if setup.scoring.components:
            assert row.components == parts
        assert row.score == Decimal(row.score).quantize(Decimal(1).scaleb(-setup.scoring.decimals))


@EXAMPLES
@given(rounds(), st.randoms(use_true_random=False))
def test_order_and_ids_change_nothing(case: Any, shuffle: Any) -> None:
    setup, sheets = case
    first = shown(ranked(sheets, setup))
    other = [
        replace(
            sheet,
            application_id=9000 - 7 * sheet.application_id,
            points=dict(shuffle.sample(list(sheet.points.items()), len(sheet.points))),
        )
        for sheet in sheets
    ]
    shuffle.shuffle(other)
    assert shown(ranked(other, setup)) == first


@EXAMPLES
@given(rounds())
def test_rows_of_hundredths_are_the_same_points(case: tuple[ScoringSetup, list[ScoreSheet]]) -> None:
    setup, sheets = case
    rows = [
        replace(
            sheet,
            points={},
            rows={
                code: hundredths({c: p for c, p in points.items() if c in codes}, setup.scales)
                for code, points in sheet.points.items()
            },
        )
        for sheet in sheets
        for codes in ({s.code for s in setup.scales if is_asked(s, sheet)},)
    ]
    assert shown(ranked(rows, setup)) == shown(ranked(sheets, setup))


@EXAMPLES
@given(rounds(), st.integers(0, 30))
def test_a_lower_pass_mark_never_takes_a_pass_away(case: Any, less: int) -> None:
    setup, sheets = case
    (mark,) = setup.pass_rule
    lower = replace(setup, pass_rule=(replace(mark, value=Fraction(mark.value) - less),))
    before = {row.number for row in ranked(sheets, setup) if row.passes}
    assert before <= {row.number for row in ranked(sheets, lower) if row.passes}


@EXAMPLES
@given(rounds())
def test_what_each_puts_in_adds_up_to_the_score(case: tuple[ScoringSetup, list[ScoreSheet]]) -> None:
    setup, sheets = case
    wanted = reference(setup, sheets)
    for row in ranked(sheets, setup):
        if row.withdrawn:
            continue
        score, parts, _, _ = wanted[row.number]
        total = Fraction(0)
        for component in row.tally.field.plan.components:
            value = sum((share.value for share in shares_of(row.tally, component)), Fraction(0))
            if component.round is not None:
                value = rounded(value, component.round.decimals, component.round.mode)
            assert value == parts[component.code]
            total += value
        assert rounded(total, setup.scoring.decimals, setup.scoring.mode) == score
