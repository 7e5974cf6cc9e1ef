"""The most that may be applied for (R1 without the amount applied for), what is said of an amount beyond it,
and what a draft's answer gives a screen to work out the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from applications.models import AwardHistory
from applications.rules import BudgetFigures, budget_hints, ceiling
from fund.policy import DepartmentRules, FundPolicy, read_rules
from tests.applications.scene import DURING, Scene, clock_at, scene
from tests.applications.test_amounts import B_FILED, COLLAB, START
from tests.people.http import get

POLICY = FundPolicy()


def top(
    rules: DepartmentRules, figures: BudgetFigures, nth: int = 1, remaining: int | None = 2_100_000
) -> Any:
    return ceiling(figures, rules=rules, policy=POLICY, nth=nth, remaining_budget=remaining)


def codes(
    requested: int, rules: DepartmentRules, figures: BudgetFigures, nth: int = 1
) -> list[tuple[str, str]]:
    hints = budget_hints(requested, top(rules, figures, nth), rules, nth)
    return [(hint.code.removeprefix("applications."), hint.ja) for hint in hints]


def test_case_b_may_ask_for_457_000_by_two_terms() -> None:
    # domain.md §8, as filed: 609,600 × 3/4 = 457,200 → 457,000; 640,000 − 183,000 = 457,000.
    found = top(read_rules(COLLAB), B_FILED)
    assert (found.award, found.binding) == (457_000, ("rate_term", "shortfall"))
    assert list(found.terms) == ["rate_term", "cap", "shortfall", "remaining_budget"]
    assert codes(457_000, read_rules(COLLAB), B_FILED) == []


def test_more_than_the_ceiling_is_told_with_both_amounts() -> None:
    told = "助成希望額が上限より24,000円多くなっています。457,000円までにしてください。"
    assert codes(481_000, read_rules(COLLAB), B_FILED) == [("above_ceiling", told)]


@pytest.mark.parametrize(
    ("requested", "figures", "name"),
    [
        (20_000, BudgetFigures(100_000, 100_000, 0), "requested_below_floor"),
        (20_000, BudgetFigures(20_000, 20_000, 0), "ceiling_below_floor"),
        (0, BudgetFigures(100_000, 100_000, 0), ""),
        (30_000, BudgetFigures(30_000, 30_000, 0), ""),
        # Nothing is told of a budget that nobody has begun.
        (30_000, BudgetFigures(0, 0, 0), ""),
    ],
)
def test_the_floor_is_told(requested: int, figures: BudgetFigures, name: str) -> None:
    assert [code for code, _ in codes(requested, read_rules(START), figures)] == ([name] if name else [])


def test_a_budget_that_leaves_nothing_to_ask_for() -> None:
    rules = read_rules({"steps": [{"rate": "1/2"}]})
    assert [code for code, _ in codes(1, rules, BudgetFigures(500, 500, 0))] == ["nothing_to_ask"]


def test_an_award_that_no_step_covers() -> None:
    assert [code for code, _ in codes(1, read_rules(COLLAB), B_FILED, nth=4)] == ["step_missing"]
    assert top(read_rules(COLLAB), B_FILED, nth=4).award == 0


def test_a_call_without_limits_has_no_ceiling() -> None:
    free = read_rules({"terms": ["requested", "committee_amount"]})
    assert top(free, B_FILED) is None
    assert codes(10**9, free, B_FILED) == []
    # A limit that the step leaves open is none.
    assert top(replace(free, terms=("requested", "cap")), B_FILED) is None


@pytest.mark.django_db
def test_a_draft_answers_with_the_ceiling_and_its_terms() -> None:
    with clock_at(DURING):
        stage = scene(
            steps=[{"n_to": 1, "rate": "3/4"}, {"n_from": 2, "rate": "1/2"}],
            expense_rules=[{"category": "備品購入費", "unit_price_below": 30_000}],
        )
        path = f"applications/{stage.draft(requested=90_000).pk}/draft/"
        found = get(stage.aoki, path).json()
        # 100,000 × 3/4 = 75,000; 100,000 − 20,000 = 80,000; the department's 300,000.
        assert found["ceiling"]["award"] == 75_000
        assert found["ceiling"]["binding"] == ["rate_term"]
        [hint] = found["hints"]
        assert hint["ja"] == "助成希望額が上限より15,000円多くなっています。75,000円までにしてください。"
        terms = found["terms"]
        assert (terms["nth"], terms["remaining_budget"], terms["rounding_unit"]) == (1, 300_000, 1000)
        assert terms["steps"][1] == {"n_from": 2, "n_to": None, "rate": "1/2", "cap": None, "floor": None}
        assert terms["expense_rules"][0]["unit_price_below"] == 30_000
        assert terms["grant_income_categories"] == ["他の助成金"]

        _awarded(stage)
        again = get(stage.aoki, path).json()
        assert again["terms"]["nth"] == 2
        assert again["ceiling"]["award"] == 50_000


def _awarded(stage: Scene) -> None:
    AwardHistory.objects.create(
        fund=stage.fund,
        group=stage.group,
        department_code=stage.department.code,
        fiscal_year=2023,
        project_key="別の事業",
    )
