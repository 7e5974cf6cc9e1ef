"""A call document is read or told, whatever stands in it; pass marks are judged by what can be scored."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from awards.rules.trial import setup_of
from common.errors import FieldErrors
from fund.policy import Requirement, read_formula
from fund.policy.check_marks import cases
from fund.policy.conditions import Comparison
from fund.policy.editions import edited, edition_of
from fund.policy.explaining import explain
from fund.policy.parsing import parse_call, read_call, read_rules
from reviews.rules.ranking import ranked
from reviews.rules.scores import ScoreSheet
from tests.fund.policies import GOOD

RUBBISH: list[Any] = [
    None, "", -1, 0, 0.5, float("nan"), 10**30, [[]], [None], {"a": 1}, "1/0", "{x}", "9999-12-31", "common",
    {"fact": "n", "operator": "=", "value": 1, "of": 5}, {"fact": [], "operator": [], "value": []},
    {"full_mark_of": "SHEET"}, {"minus": ["common", "reviewers"]},
]  # fmt: skip
FULL = edited(
    GOOD,
    [
        {"pointer": "/call/dates/project_to", "value": "2027-01-31"},
        {"pointer": "/call/dates/decided_on", "value": "2026-07-01"},
        {"pointer": "/documents", "value": [{"code": "D", "label_ja": "書類"}]},
        {
            "pointer": "/questions",
            "value": [{"code": "Q", "label_ja": "問", "kind": "choice", "choices": ["甲"]}],
        },
        {"pointer": "/sub_funds", "value": [{"code": "S", "name": "子ども", "tags": ["子ども"]}]},
        {"pointer": "/standing", "value": {"min_reviewers": 3, "penalty_rate": "1095/10000"}},
    ],
)


def places(data: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if way:
        yield way
    for key in data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield from places(data[key], (*way, key))


@pytest.mark.parametrize("rubbish", RUBBISH, ids=repr)
def test_rubbish_anywhere_is_told_and_never_breaks_the_reader(rubbish: Any) -> None:
    assert parse_call(FULL).findings == ()
    for way in places(FULL):
        data = copy.deepcopy(FULL)
        place = data
        for key in way[:-1]:
            place = place[key]
        place[way[-1]] = rubbish
        parsed = parse_call(data)
        unreadable = any(found.kind == "unreadable" for found in parsed.findings)
        assert (parsed.settings is None) == unreadable, way
        assert all(found.fault().ja and found.fault().en for found in parsed.findings), way


def test_what_json_cannot_carry_is_no_call() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for data in ({"call": deep}, {"call": 10**5000}):
        parsed = parse_call(data)
        assert parsed.settings is None
        assert [found.name for found in parsed.findings] == ["not_a_table"]


def test_a_mark_on_a_scale_that_ends_at_nothing_is_refused_and_can_still_be_told() -> None:
    patch = [{"pointer": "/criteria/C2/maximum", "value": 0}]
    parsed = parse_call(edited(GOOD, patch))
    assert [(found.pointer, found.name) for found in parsed.refused] == [
        ("/criteria/C2/maximum", "scale_range")
    ]
    assert parsed.settings is not None
    assert parsed.settings.criteria[1].factor == 0
    assert explain(parsed.settings)
    setup = setup_of(parsed.settings, parsed.settings.departments[0])
    sheet = ScoreSheet(
        1, "1", None, 0, continuing=False, points={"a": {"C1": Fraction(4), "C2": Fraction(0)}}
    )
    assert ranked([sheet], setup, strict=False)[0].score == 4


def test_formulas_and_conditions_come_as_values() -> None:
    rules = read_rules(
        {
            "eligibility": [
                {
                    "code": "AGE",
                    "must": {
                        "all": [
                            {"fact": "age_years", "operator": ">=", "value": 1, "base_date": "closes_on"},
                            {"fact": "answer", "operator": "in", "value": ["甲", "乙"], "of": "Q"},
                        ]
                    },
                }
            ],
            "pass_rule": [{"measure": "sum", "operator": ">=", "value": {"times": [3, "reviewers"]}}],
        }
    )
    assert [part.compare for part in rules.eligibility[0].must.all] == [
        Comparison("age_years", ">=", Fraction(1), base_date="closes_on"),
        Comparison("answer", "in", ("甲", "乙"), of=("Q",)),
    ]
    assert rules.pass_rule[0].value == read_formula({"times": [3, "reviewers"]})


@pytest.mark.parametrize("value", ["1e999999999", "9" * 41, "1/0", 0.5, True])
def test_a_number_is_short_and_exact(value: Any) -> None:
    """An exponent would write a number of a thousand million digits."""
    with pytest.raises(ValueError, match=r".*"):
        read_formula(value)


@pytest.mark.parametrize("editions", [None, [], "R1", {"R1": "x"}, {"R1": [5]}, {"R1": None}, {}])
def test_an_edition_that_is_no_list_of_changes_is_said_so(editions: Any) -> None:
    with pytest.raises(FieldErrors) as refused:
        edition_of({**GOOD, "editions": editions}, "R1")
    assert refused.value.faults[0].pointer == "/editions/R1"


# Pass marks (B27, B28). Four criteria of 1 to 5 points: one reviewer gives 4 to 20.


def marked(scoring: dict[str, Any], measure: str, value: Any, **criterion: Any) -> dict[str, Any]:
    rows = [{"code": code, "name": code} for code in "WXYZ"]
    rows[3] |= criterion
    rules = {
        "steps": [{"cap": 100_000}],
        "terms": ["cap", "requested"],
        "scoring": scoring,
        "tie_break": [{"by": "committee"}],
        "pass_rule": [{"measure": measure, "operator": ">=", "value": value}],
    }
    department = {"code": "A", "name": "部門", "budget": 1_000_000, "rules": rules}
    call = {"code": "R9", "name": "見本", "fiscal_year": 2026, "dates": {"closes_at": "2026-05-15 17:00"}}
    head = {"format": "machitane-policy/1", "legal_mode": "private", "call": call}
    return {**head, "departments": [department], "criteria": rows}


HALVES = {"components": [{"code": "P", "criteria": ["W", "X"]}, {"code": "Q"}]}
TENS = {"components": [{"code": "P", "criteria": ["W", "X"], "scale_to": 20}, {"code": "Q", "scale_to": 20}]}
TOKENS = {
    "components": [
        {"code": "P"},
        {"code": "T", "kind": "tokens", "per_reviewer": 8, "points_each": 5, "at_most_on_one": 2},
    ]
}
PERCENT = {"aggregate": "percent"}


@pytest.mark.parametrize(
    ("scoring", "measure", "value", "told"),
    [
        ({}, "score", 20, None),
        ({}, "score", 21, "beyond_full_mark"),
        ({}, "score", 5, None),
        ({}, "score", 4, "below_lowest"),
        # two halves are 2–10 each, and 4–20 together: not 8–40
        (HALVES, "score", 5, None),
        (HALVES, "score", 4, "below_lowest"),
        (HALVES, "score", 21, "beyond_full_mark"),
        # each half brought to 20: 8 to 40 together
        (TENS, "score", 40, None),
        (TENS, "score", 41, "beyond_full_mark"),
        (TENS, "score", 8, "below_lowest"),
        # with three reviewers 20 + 2 × 5 × 3 = 50, with thirty 320: only what is above both is told
        ({"components": [{"code": "P", "scale_to": "common"}]}, "score", 20, None),
        (TOKENS, "score", 51, None),
        (TOKENS, "score", 321, "beyond_full_mark"),
        (PERCENT, "score", 100, None),
        (PERCENT, "score", 101, "beyond_full_mark"),
        (PERCENT, "score", 20, "below_lowest"),  # 4 of 20
        (PERCENT, "mean", 21, "beyond_full_mark"),
        ({}, "percent", 101, "beyond_full_mark"),
        ({}, "sum", {"times": [21, "reviewers"]}, "beyond_full_mark"),
        ({}, "sum", {"times": [5, "criteria", "reviewers"]}, None),
        ({}, "score", {"times": ["6/5", "full_mark"]}, "beyond_full_mark"),
        ({}, "score", {"times": ["1/5", "full_mark"]}, "below_lowest"),
    ],
)
def test_a_pass_mark_is_judged_by_what_can_be_scored(
    scoring: dict[str, Any], measure: str, value: Any, told: str | None
) -> None:
    found = parse_call(marked(scoring, measure, value)).findings
    assert [item.name for item in found] == ([told] if told else [])


def test_a_mark_that_only_some_can_reach_is_not_told() -> None:
    """The fourth criterion is asked from the second award on: then 20 points can be reached, in parts of
    their own; as one score it is scaled back to 15 (N8)."""
    condition = {"fact": "n", "operator": ">=", "value": 2}
    parts = {"components": [{"code": "P"}]}
    assert parse_call(marked(parts, "score", 20, applies_if=condition)).findings == ()
    (found,) = parse_call(marked({}, "score", 16, applies_if=condition)).findings
    assert (found.name, found.extra) == ("beyond_full_mark", {"full": "15"})


def test_bounds_agree_with_what_the_committee_can_give() -> None:
    """The checks' own figures against the scoring itself, for everybody at the least and at the most."""
    data = marked(TENS | {"decimals": 3}, "score", 30, maximum=9)
    settings = read_call(data)
    (department,) = settings.departments
    setup = setup_of(settings, department)
    case = next(item for item in cases(settings, department) if item.reviewers == 3)
    low, high, _ = case.bounds(Requirement("score", ">=", Fraction(30))) or (0, 0, 0)
    for wanted, end in ((low, "minimum"), (high, "maximum")):
        points = {row.code: getattr(row, end) for row in settings.criteria}
        sheet = ScoreSheet(1, "1", None, 0, continuing=False, points=dict.fromkeys("abc", points))
        (row,) = ranked([sheet], setup, strict=False)
        assert Fraction(row.score) == round(wanted, 3)
