"""Published calls come out as published: ranking (R9), amounts (R1), line (R10), who is next, publication."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

import pytest
from rest_framework.test import APIClient

from applications.rules import BudgetFigures
from awards import services as awards
from awards.models import Award, Promotion
from awards.queries import remaining_for, waiting_in
from awards.rules import Candidate, draw_line
from fund.models import Criterion
from fund.policy import FundPolicy, read_rules
from ledger.models import Book
from ledger.queries import sub_fund_balances
from reviews.models import TieDecision
from reviews.queries import ranking, true_ties
from reviews.queries.ranking import scale
from reviews.rules import full_mark
from tests.real_calls import stage
from tests.real_calls.stage import FOLDER, Call
from transparency.queries import DepartmentResults, results

pytestmark = pytest.mark.django_db
ROUNDS = [
    (path.stem, code) for path in sorted(FOLDER.glob("*.yaml")) for code in stage.read(path.stem)["rounds"]
]


def published(call: Call, department: str) -> DepartmentResults:
    return next(row for row in results(call.round.pk).departments if row.code == department)


def ranks(call: Call, department: str) -> dict[str, int | None]:
    names = {pk: name for name, pk in call.groups.items()}
    found = ranking(call.department(department))
    of = {row.application_id: row.rank for row in found.rows}
    return {names[a.group_id]: of[a.pk] for a in call.round.applications.filter(pk__in=of)}


@pytest.mark.parametrize(("name", "code"), ROUNDS)
def test_every_expected_figure_comes_out(name: str, code: str) -> None:
    call = stage.played(name, code)

    for department, expected in call.expected.items():
        rows = ranking(call.department(department)).rows
        shown = published(call, department)
        by_group = {row.group: row for row in shown.rows}
        if "ranking" in expected:
            assert [row.score for row in rows] == expected["ranking"]
        if "ranks" in expected:
            assert ranks(call, department) == expected["ranks"]
        for group, score in expected.get("scores", {}).items():
            [row] = [r for r in rows if r.application_id == call.application(group).pk]
            assert row.score == Decimal(score), group
        for total, amount in expected.get("totals", {}).items():
            assert getattr(shown, total) == amount, total
        if "adopted" in expected:
            assert call.round.applications.filter(state="approved").count() == expected["adopted"]
        for group in expected.get("declined", ()):
            assert call.application(group).decision.outcome == "declined_below_pass_mark"
        if "declined" in expected:
            whole = call.department(department).rules.publication.rows == "all"
            assert set(by_group) == call.groups.keys() - (set() if whole else set(expected["declined"]))
            assert all(by_group[group].decided == 0 for group in expected["declined"] if group in by_group)
        if "tie_decisions" in expected:
            assert TieDecision.objects.count() == expected["tie_decisions"]

    for department, row in call.rows:
        if "decided" in row:
            application = call.application(row["group"])
            assert application.decision.amount == row["decided"], row["group"]
            [shown_row] = [r for r in published(call, department).rows if r.group == row["group"]]
            assert shown_row.decided == row["decided"]
            assert shown_row.score == str(application.decision.score)


def test_a_call_in_which_two_withdraw_after_the_decision() -> None:
    call = stage.settled_offers(stage.played("komae_koueki", "2020"))
    derived = call.expected["CHALLENGE"]["derived"]

    shown = published(call, "CHALLENGE")
    # What was decided stays on the page, what stands is the one award left (N16).
    assert (shown.requested, shown.decided) == (550_000, 350_000)
    assert shown.standing == derived["standing_after_withdrawals"] == 150_000
    assert shown.left == derived["budget_left_of_1400000"] == 1_250_000
    assert remaining_for(call.department("CHALLENGE")).yen == 1_250_000
    [award] = Award.objects.filter(application__round=call.round, state="active")
    assert award.amount == 150_000
    # Points stay, ranks go, and the frozen ranks stay beside them.
    assert [(r.score, r.rank, r.decided_rank, r.withdrawn) for r in shown.rows] == [
        ("116", None, 2, True),
        ("101", None, 3, True),
        ("132", 1, 1, False),
    ]
    # 5,000,000 less the one award that stands.
    assert sub_fund_balances(Book.objects.get(fund_code=call.fund.code)) == {"GEN": 4_850_000}


def test_continuing_projects_have_the_full_mark_of_new_ones() -> None:  # N8
    call = stage.prepared("komae_koueki", "2025")
    scales = [scale(row) for row in Criterion.objects.filter(round=call.round)]
    expected = call.facts["expected"]["full_mark"]

    assert len(scales) == 7
    # 7 × 7 × 5 × 5/7 = 175 = 7 × 5 × 5
    assert full_mark(scales, expected["reviewers"], continuing=True) == Fraction(expected["continuing"])
    assert full_mark(scales, expected["reviewers"], continuing=False) == Fraction(expected["new"])


@pytest.fixture
def exercise() -> Call:
    return stage.played("komoro_h28", "exercise")


def test_the_first_over_the_budget_is_next_in_line(exercise: Call) -> None:  # N11, N12
    expected = exercise.expected["CHALLENGE"]
    order = sorted(expected["ranks"], key=expected["ranks"].__getitem__)
    asked = {row["group"]: row["requested"] for _, row in exercise.rows}

    assert list(accumulate(asked[group] for group in order))[:4] == expected["cumulated"]
    assert {group: exercise.award(group).amount for group in expected["offered"]} == expected["offered"]
    following = exercise.application(expected["next_in_line"]).decision
    # 600,000 − 550,000 asked for above = 50,000
    assert (following.outcome, following.amount) == ("approved_remainder", 50_000)
    assert following.terms["remaining_budget"] == 50_000
    assert exercise.award("C").accept_by == exercise.day("decided_on") + timedelta(days=7)
    assert exercise.application("E").state == "waitlisted"


def test_the_next_in_line_accepts(exercise: Call) -> None:
    with exercise.on("decided_on", days=7):
        stage.accept(exercise, "C")

    expected = exercise.expected["CHALLENGE"]["if_accepted"]
    assert exercise.award("C").amount == expected["C"]
    assert not Award.objects.filter(application=exercise.application("E")).exists()
    assert not Promotion.objects.exists()
    assert remaining_for(exercise.department("CHALLENGE")).yen == expected["E"]


@pytest.mark.parametrize("way", ["waives", "sleeps"])
def test_a_waived_choice_goes_to_the_group_behind(exercise: Call, way: str) -> None:
    expected = exercise.expected["CHALLENGE"]["if_waived"]
    with exercise.on("decided_on", days=3 if way == "waives" else 8):
        if way == "waives":
            awards.decline_offer(award_id=exercise.award("C").pk, by=exercise.voice, reason="見送り")
        else:
            # A, B and D have the policy's fourteen days, C has the call's seven.
            [lapsed] = awards.lapse_offers()
            assert lapsed.pk == exercise.award("C").pk
        promotion = Promotion.objects.get(state="prepared")
        assert promotion.application == exercise.application(expected["next_in_line"])
        assert promotion.amount == expected["offer"]
        award = awards.approve_promotion(promotion_id=promotion.pk, by=exercise.approver)
        stage.accept(exercise, "E")

    award.refresh_from_db()
    assert (award.amount, award.state) == (50_000, "active")
    assert (award.amount == exercise.application("E").requested) is expected["in_full"]
    assert exercise.award("C").state == "declined_by_group"
    assert waiting_in(exercise.department("CHALLENGE")) == []
    # 200,000 + 200,000 + 150,000 + 50,000 of 5,000,000 are gone.
    assert sub_fund_balances(Book.objects.get(fund_code=exercise.fund.code)) == {"GEN": 4_400_000}


def test_a_shared_rank_is_left_alone_where_it_decides_nothing() -> None:  # N11
    call = stage.played("obu_r5", "2023")

    [tie] = true_ties(call.department("KYODO"))
    assert len(tie) == 2
    assert not TieDecision.objects.exists()
    shown = published(call, "KYODO")
    assert [row.group for row in shown.rows] == [row["group"] for _, row in call.rows]  # as filed


def test_what_the_public_reads(exercise: Call) -> None:
    call = stage.played("komae_koueki", "2025")
    answer = APIClient().get(f"/api/v1/public/rounds/{call.round.pk}/results/").json()

    start, challenge = answer["departments"]
    assert challenge["totals"]["requested"]["yen"] == 1_176_000
    assert challenge["totals"]["decided"] == {"yen": 1_078_000, "text": "1,078,000"}
    assert start["totals"]["decided"]["yen"] == 50_000
    [row] = [row for row in challenge["rows"] if row["score"] == "98"]
    # 152,000 = 76 % of 200,000, while 99 points have it in full
    assert (row["requested"]["yen"], row["decided"]["yen"]) == (200_000, 152_000)
    [row] = [row for row in challenge["rows"] if row["score"] == "99"]
    assert row["requested"]["yen"] == row["decided"]["yen"] == 60_000
    # Only the call's own fields: the others are nowhere.
    assert set(row) == {
        "withdrawn", "project_id", "group", "title", "score", "requested", "decided", "standing", "fixed",
        "paid", "returned",
    }  # fmt: skip
    other = APIClient().get(f"/api/v1/public/rounds/{exercise.round.pk}/results/").json()
    assert "score" not in other["departments"][0]["rows"][0]


@pytest.mark.parametrize(
    ("cumulates", "second"),
    # Asked for 80,000 (the cap gives 50,000), then 40,000, of 100,000 in all.
    [("requested", ("approved_remainder", 20_000)), ("award", ("approved", 40_000))],
)
def test_what_is_cumulated_is_what_the_call_says(cumulates: str, second: tuple[str, int]) -> None:  # N12
    rules = read_rules(
        {"steps": [{"cap": 50_000}], "terms": ["cap", "requested"], "line": {"cumulates": cumulates}}
    )
    candidates = [
        Candidate(key, key, passes=True, figures=BudgetFigures(asked, asked, 0), requested=asked)
        for key, asked in ((1, 80_000), (2, 40_000))
    ]
    first, other = draw_line("D", candidates, rules, FundPolicy(), budget=100_000).rows
    assert (first.outcome, first.award) == ("approved", 50_000)
    assert (other.outcome, other.award) == second
