"""The dry run and the desk say the same of the same scores, out of whichever sub-funds the pools name."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from rest_framework.test import APIClient

from applications.models import Application
from awards.queries import funding_orders
from awards.queries.drawing import draw
from awards.rules.trial import TrialRow, trial
from awards.rules.trial_text import as_data
from fund.call_document import call_settings
from fund.call_files import read_file
from fund.models import Round
from fund.policy.editions import edited
from fund.policy.parsing import read_call
from reviews.models import Review, Score
from reviews.rules import Recorded
from tests import factories as make

pytestmark = pytest.mark.django_db
RULES: dict[str, Any] = {
    "steps": [{"n_to": 1, "rate": "2/3", "cap": 300_000, "floor": 50_000}, {"n_from": 2, "rate": "1/2"}],
    "pass_rule": [{"measure": "score", "operator": ">=", "value": 8}],
    "tie_break": [{"by": "smaller_requested"}, {"by": "committee"}],
}
# number: requested = eligible, points of three reviewers on two criteria
FILED = {
    "1": (450_000, [(5, 5), (4, 4), (5, 4)]),
    "2": (300_000, [(3, 4), (5, 5), (5, 5)]),
    "3": (240_000, [(4, 4), (4, 4), (5, 4)]),
    "4": (90_000, [(1, 5), (5, 5), (5, 5)]),
    "5": (60_000, [(3, 3), (3, 4), (4, 4)]),
}


@pytest.fixture
def call() -> Round:
    fund = make.fund("HARA")
    call = make.call(fund, state="deciding")
    department = make.department(call, "A", budget=500_000, **RULES)
    criteria = [make.criterion(call, code, minimum=1, maximum=5) for code in ("C1", "C2")]
    members = [make.member(call, f"V{n}") for n in range(3)]
    for number, (yen, sheets) in FILED.items():
        group = make.group(members={make.user(): "representative"})
        application = make.application(department, group, state="under_review", number=number, requested=yen)
        for member, points in zip(members, sheets, strict=True):
            review = Review.objects.create(
                application=application, member=member, state="submitted",
                assigned_at=make.at("2025-06-01 09:00"), submitted_at=make.at("2025-06-02 09:00"),
            )  # fmt: skip
            for criterion, value in zip(criteria, points, strict=True):
                Score.objects.create(review=review, criterion=criterion, points=value)
    return Round.objects.get(pk=call.pk)


def rows() -> list[TrialRow]:
    return [
        TrialRow("A", number, yen, eligible=yen, points={
            f"V{n}": {"C1": Fraction(one), "C2": Fraction(two)} for n, (one, two) in enumerate(sheets)})
        for number, (yen, sheets) in FILED.items()
    ]  # fmt: skip


def test_the_trial_equals_the_draw(call: Round) -> None:
    drawn = draw(call)
    numbers = {pk: row.number for pk, row in drawn.ranked.items()}
    desk = {
        numbers[line.key]: (line.rank, line.outcome, line.award, line.working and line.working.binding)
        for line in drawn.lines["A"].rows
    }
    tried = trial(call_settings(call), rows()).department("A")
    dry = {
        row.number: (line.rank, line.outcome, line.award, line.working and line.working.binding)
        for row, line in tried.rows
        if line
    }
    assert dry == desk
    assert tried.left == drawn.lines["A"].left
    assert {outcome for _, outcome, _, _ in dry.values()} >= {"approved", "declined_below_pass_mark"}


def test_the_sub_funds_of_a_pool_are_the_only_ones_drawn_from(call: Round) -> None:
    for code in ("ONE", "TWO"):
        make.sub_fund(call.fund, code, "theme")
    applications = list(Application.objects.filter(round=call).order_by("pk"))
    assert set(map(tuple, funding_orders(call.fund_id, applications))) == {("GEN",)}
    Round.objects.filter(pk=call.pk).update(
        budget_pools=[{"amount": 500_000, "departments": ["A"], "sub_funds": ["TWO", "ONE"]}]
    )
    again = list(Application.objects.filter(round=call).order_by("pk"))
    assert set(map(tuple, funding_orders(call.fund_id, again))) == {("TWO", "ONE")}


def test_a_failed_stage_is_told_as_one() -> None:
    settings = read_call(read_file("hachioji_h16"))
    tried = [TrialRow("A", n, 100_000, verdicts={"COMMITTEE": verdict}) for n, verdict in
             (("1", "pass"), ("2", "fail"))]  # fmt: skip
    found = {row.number: line.outcome for row, line in trial(settings, tried).department("A").rows if line}
    assert found == {"1": "approved", "2": "declined_at_stage"}


def test_above_a_tie_at_the_line_everything_is_known(call: Round) -> None:
    """500,000: 1 (alone in front, 270,000) stands; of the 230,000 left not both equals can have
    200,000, so they and whoever comes after them are open, and the pool keeps 230,000 for B for now."""
    pooled = [{"amount": 500_000, "departments": ["A", "B"], "spill": True}]
    make.department(call, "B", budget=None, **RULES)
    Round.objects.filter(pk=call.pk).update(budget_pools=pooled)
    given = [("1", 405_000, 9), ("2", 300_000, 8), ("3", 300_000, 8)]
    tried = [
        TrialRow(code, n, yen, eligible=yen, recorded=Recorded("score", Fraction(mark)))
        for code, own in (("A", given), ("B", [("4", 450_000, 9)]))
        for n, yen, mark in own
    ]
    found = trial(call_settings(Round.objects.get(pk=call.pk)), tried)
    seen = [(row.number, line and line.award) for row, line in found.department("A").rows]
    assert seen == [("1", 270_000), ("2", None), ("3", None)]
    assert [line and line.award for _, line in found.department("B").rows] == [230_000]
    names = [item.name for item in found.warnings if item.department == "A"]
    assert {"tie_at_the_line", "pool_open"} <= set(names)


def test_the_office_tries_a_round_over_http(call: Round) -> None:
    def post(user: Any, scores: str) -> Any:
        client = APIClient()
        client.force_authenticate(user)
        return client.post(f"/api/v1/rounds/{call.pk}/try/", {"scores": scores}, format="json")

    lines = [
        f"A,{number},{yen},V{n},{one},{two}"
        for number, (yen, sheets) in FILED.items()
        for n, (one, two) in enumerate(sheets)
    ]
    table = "\n".join(["department,application,requested,reviewer,C1,C2", *lines])
    officer = make.staff(call.fund, "officer")
    answer = post(officer, table)
    assert answer.status_code == 200
    (department,) = answer.json()["departments"]
    drawn = draw(call)
    numbers = {pk: row.number for pk, row in drawn.ranked.items()}
    assert {row["application"]: row["award"] for row in department["rows"]} == {
        numbers[line.key]: line.award for line in drawn.lines["A"].rows
    }
    bad = post(officer, table.replace("V0,5,5", "V0,5,9", 1))
    assert bad.status_code == 422
    assert bad.json()["errors"][0]["pointer"] == "/scores/2/C2"
    assert post(make.staff(call.fund, "cashier"), table).status_code == 403
    assert post(make.user(), table).status_code in (403, 404)


def test_the_office_tries_a_document_that_is_not_loaded() -> None:
    fund = make.fund("HARA")
    client = APIClient()
    client.force_authenticate(make.staff(fund, "officer"))

    def post(**body: Any) -> Any:
        return client.post("/api/v1/policies/try/", {"fund": fund.pk, **body}, format="json")

    table = (
        "department,application,requested,stage:DOCUMENTS,stage:REVIEW\n"
        "FIRST,1,50000,pass,pass\nFIRST,2,50000,pass,fail\nFIRST,3,50000,pass,\n"
    )
    answer = post(example="setagaya_fund", scores=table)
    assert answer.status_code == 200
    rows = {row["application"]: row for row in answer.json()["departments"][0]["rows"]}
    assert [rows[n]["award"] for n in "123"] == [50_000, 0, 0]
    assert rows["2"]["stage_failed"] == "公開審査会"
    assert not any("score" in row for row in rows.values())
    warned = {item["name"]: item["ja"] for item in answer.json()["warnings"]}
    assert "(3)" in warned["stage_undecided"]
    assert post(policy={"format": "x"}, scores=table).json()["errors"][0]["pointer"].startswith("/policy")
    assert post(scores=table).status_code == 422
    assert not Round.objects.exists()
    client.force_authenticate(make.user())
    assert post(example="setagaya_fund", scores=table).status_code in (403, 404)


def test_requirements_are_told_by_the_names_of_what_they_measure() -> None:
    patch = [{"pointer": "/departments/THEME/rules/pass_rule", "value": [
        {"measure": "criterion_mean", "operator": ">=", "value": 3, "of": ["T1"]}]}]  # fmt: skip
    settings = read_call(edited(read_file("higashiura_partnership"), patch))
    sheet = {f"T{n}": Fraction(2) for n in range(1, 6)}
    result = trial(settings, [TrialRow("THEME", "1", 100_000, points={f"V{n}": sheet for n in range(3)})])
    (row,) = as_data(settings, result)["departments"][0]["rows"]
    assert row["failed"] == ["「公益性」の点の平均が3点以上"]
    assert {item.name: item.en for item in result.warnings}["nobody_reached"] == (
        "Nobody reached “criterion_mean T1 >= 3”."
    )
