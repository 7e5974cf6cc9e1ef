"""A call as a document: read, written out, hashed, edited, spaced by its stated defaults."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from common.errors import FieldErrors
from fund.policy import call, department, standing
from fund.policy.dates import JST, ORDER, spaced
from fund.policy.document import plain, sha256_of, written
from fund.policy.editions import edited, edition_of
from fund.policy.formulas import Minus, Plus, Times, formula_value, read_formula
from fund.policy.parsing import parse_call, read_call
from tests.fund.policies import GOOD


def test_the_document_written_out_reads_the_same() -> None:
    settings = read_call(GOOD)
    for data in (plain(settings), written(settings)):
        assert read_call(data) == settings
        assert sha256_of(read_call(data)) == sha256_of(settings)


def test_a_default_written_out_is_no_difference_and_a_figure_is() -> None:
    settings = read_call(GOOD)
    same = edited(GOOD, [{"pointer": "/departments/A/rules/rate_base", "value": "eligible"}])
    other = edited(GOOD, [{"pointer": "/departments/A/rules/steps/0/cap", "value": 100_001}])
    assert sha256_of(read_call(same)) == sha256_of(settings)
    assert sha256_of(read_call(other)) != sha256_of(settings)


def test_equal_documents_are_parsed_once() -> None:
    assert parse_call(GOOD) is parse_call(dict(reversed(GOOD.items())))


def test_an_edit_goes_by_codes_and_leaves_the_original() -> None:
    patch = [
        {"pointer": "/departments/B/rules/steps/0/cap", "value": 1},
        {"pointer": "/criteria/C2", "value": None},
        {"pointer": "/call/reception/arrival", "value": "postmark"},
        {"pointer": "/documents", "value": [{"code": "RULES", "label_ja": "規約"}]},
        {"pointer": "/documents/LIST", "value": {"code": "LIST", "label_ja": "名簿"}},
    ]
    found = edited(GOOD, patch)
    assert found["departments"][1]["rules"]["steps"] == [{"cap": 1}]
    assert [row["code"] for row in found["criteria"]] == ["C1", "C3"]
    assert [row["code"] for row in found["documents"]] == ["RULES", "LIST"]
    assert found["call"]["reception"]["arrival"] == "postmark"
    assert GOOD["departments"][1]["rules"]["steps"] == [{"cap": 300_000}]
    assert "documents" not in GOOD


@pytest.mark.parametrize(
    "pointer", ["/departments/X/name", "/criteria/9/name", "call", "/", "/call/code/deeper", "/criteria/NEW"]
)
def test_an_edit_of_what_is_not_there_is_refused(pointer: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        edited(GOOD, [{"pointer": pointer, "value": "x"}])
    assert refused.value.faults[0].pointer == pointer


def test_an_edition_by_its_name() -> None:
    data = {**GOOD, "editions": {"H31": [{"pointer": "/departments/A/budget", "value": 7}]}}
    assert edition_of(data, "H31")["departments"][0]["budget"] == 7
    with pytest.raises(FieldErrors) as refused:
        edition_of(data, "R1")
    assert "H31" in refused.value.faults[0].ja


def test_dates_left_out_follow_the_stated_spacing() -> None:
    dates = read_call(GOOD).call.dates
    assert dates.closes_at == datetime(2026, 5, 15, 17, tzinfo=JST)
    assert dates.opens_at == datetime(2026, 4, 6, 9, tzinfo=JST)  # 39 days before
    assert dates.committee_on == date(2026, 6, 27)  # 43 days after
    assert dates.decided_on == dates.project_from == date(2026, 6, 30)  # 46 days after
    assert (dates.project_to, dates.report_due_on) == (date(2027, 1, 31), date(2027, 3, 2))
    assert dates.defaulted == tuple(name for name in ORDER if name != "closes_at")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"committee_on": date(2026, 6, 6)},
        {"decided_on": date(2026, 6, 20)},
        {"decided_on": date(2026, 5, 30), "closes_at": datetime(2026, 5, 7, 17, tzinfo=JST)},
        {"closes_at": date(2026, 7, 31), "committee_on": date(2026, 8, 10)},
    ],
)
def test_a_date_that_is_given_wins_and_the_order_holds(given: dict[str, Any]) -> None:
    found = spaced(given, 2026, time(16, 30))
    for name, value in given.items():
        assert name not in found["defaulted"]
        if isinstance(value, datetime) or name != "closes_at":
            assert found[name] == value
    moments = [found[name] for name in ORDER[:4]]
    days = [moments[-1].date(), *(found[name] for name in ORDER[4:])]
    assert moments == sorted(moments)
    assert days == sorted(days)


def test_a_closing_day_without_an_hour_ends_with_the_office() -> None:
    found = spaced({"closes_at": date(2026, 5, 15)}, 2026, time(16, 30))
    assert found["closes_at"] == datetime(2026, 5, 15, 16, 30, tzinfo=JST)
    assert found["closing_has_time"] is False


def test_formulas_are_exact() -> None:
    formula = read_formula({"plus": [{"times": [3, "criteria", "reviewers"]}, {"minus": ["1/3", "0.25"]}]})
    assert formula == Plus(
        (Times((Fraction(3), "criteria", "reviewers")), Minus((Fraction(1, 3), Fraction(1, 4))))
    )
    names = {"criteria": Fraction(5), "reviewers": Fraction(7)}
    assert formula_value(formula, names) == 105 + Fraction(1, 12)
    for bad in (0.5, True, {"times": []}, {"minus": [1]}, {"times": [1], "plus": [1]}, "2/0", "x", None):
        with pytest.raises(ValueError, match=r".*"):
            read_formula(bad)


def test_every_setting_is_in_the_paper() -> None:
    page = (Path(__file__).parents[2] / "docs" / "policies.md").read_text(encoding="utf-8")
    section = page.split("## Every setting")[1].split("## ")[0]
    kinds = [kind for room in (call, department, standing) for kind in vars(room).values()]
    left_out = {
        item.name
        for kind in kinds
        if is_dataclass(kind) and kind.__module__ in (call.__name__, department.__name__, standing.__name__)
        for item in fields(kind)
        if f"`{item.name}`" not in section and item.name != "legal_mode"
    }
    assert left_out == set()
