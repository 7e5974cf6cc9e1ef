"""The results of a round as its call publishes them: nothing before the release, and only what it says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from applications.models import Application
from awards import services as awards
from awards.models import AmountFixing, Award, Decision
from common import clock_control
from common.errors import NotFound
from fund.models import Department, Round
from reviews.models import Ranking
from tests import factories as make
from tests.transparency.scene import DECIDED, Scene, get, queries, scene
from transparency.queries import released_rounds, results

pytestmark = pytest.mark.django_db


def decided(**publication: Any) -> Scene:
    """A 90 points, B and C 80, D 70 points, E 40 points and out; B was cut from 100,000 to 60,000."""
    made = scene(opening=1_000_000, **publication)
    for name, points in (("C", 80), ("A", 90), ("E", 40), ("B", 80), ("D", 70)):
        made.apply(name, points, kana={"A": "ハナ", "B": "アキ", "C": "ばら", "D": "ハル"}.get(name, ""))
    made.reduce("B", 60_000)
    made.decide()
    return made


def shown(stage: Scene) -> Any:
    return results(stage.call.pk).departments[0]


def names(stage: Scene) -> list[str]:
    return [row.group.removeprefix("団体") for row in shown(stage).rows]


def test_before_the_release_there_is_nothing() -> None:
    stage = decided()
    unknown = get("rounds/999999/results/")
    held_back = get(f"rounds/{stage.call.pk}/results/")

    assert (held_back.status_code, held_back.json()) == (404, unknown.json())
    assert get("rounds/").json()["results"] == []
    with pytest.raises(NotFound):
        results(stage.call.pk)

    stage.release()
    assert get(f"rounds/{stage.call.pk}/results/").status_code == 200
    assert [row["id"] for row in get("rounds/", fund=stage.fund.pk).json()["results"]] == [stage.call.pk]
    assert get("rounds/", fiscal_year=2024).json()["results"] == []


def test_a_cancelled_round_has_no_results() -> None:
    stage = decided()
    stage.release()
    Round.objects.filter(pk=stage.call.pk).update(state="cancelled")
    assert list(released_rounds()) == []
    assert get(f"rounds/{stage.call.pk}/results/").status_code == 404


def test_results_with_computed_totals() -> None:
    stage = decided()
    stage.release()
    found = shown(stage)

    assert [
        (r.group, r.score, r.rank, r.requested, r.decided, r.outcome, r.withdrawn) for r in found.rows
    ] == [
        ("団体A", "90", 1, 100_000, 100_000, "採択", False),
        ("団体C", "80", 2, 100_000, 100_000, "採択", False),
        ("団体B", "80", 2, 100_000, 60_000, "採択", False),
        ("団体D", "70", 4, 100_000, 100_000, "採択", False),
    ]
    # Whoever was given nothing stays unnamed, and is in no total.
    assert (found.requested, found.decided, found.standing, found.left) == (
        400_000,
        360_000,
        360_000,
        640_000,
    )
    frozen = Ranking.objects.get(department=stage.department)
    assert (found.ranking.number, found.ranking.sha256) == (1, frozen.sha256)


def test_a_call_may_publish_everything_it_decided_on() -> None:
    stage = decided(rows="all")
    stage.release()
    last = shown(stage).rows[-1]
    assert (last.group, last.score, last.rank, last.outcome, last.decided) == ("団体E", "40", 5, "不採択", 0)
    assert last.award_id is None
    assert shown(stage).requested == 500_000


@pytest.mark.parametrize(("order", "expected"), [("rank", "ACBD"), ("filing", "CABD"), ("kana", "BACD")])
def test_rows_come_in_the_call_s_order(order: str, expected: str) -> None:
    # Filed C, A, E, B, D. Kana: アキ(B) < ハナ(A) < ばら(C) < ハル(D), ば standing with ハ.
    stage = decided(order=order)
    stage.release()
    assert "".join(names(stage)) == expected


def test_a_withdrawn_application_keeps_its_points_and_no_rank() -> None:
    stage = decided()
    stage.release()
    stage.decline("A")
    found = shown(stage)

    assert [(r.group[-1], r.score, r.rank, r.decided_rank, r.withdrawn) for r in found.rows] == [
        ("A", "90", None, 1, True),
        ("C", "80", 1, 2, False),
        ("B", "80", 1, 2, False),
        ("D", "70", 3, 4, False),
    ]
    assert (found.decided, found.standing, found.left) == (360_000, 260_000, 740_000)
    # The frozen ranking stands as it was.
    frozen = Ranking.objects.get(department=stage.department)
    assert [row["rank"] for row in frozen.rows] == [1, 2, 2, 4, 5]


def test_points_are_those_of_the_ranking_that_was_decided_on() -> None:
    stage = decided()
    stage.release()
    kept = Ranking.objects.get(department=stage.department)
    later = [{**row, "score": "1"} for row in kept.rows]
    Ranking.objects.create(
        department=stage.department, number=2, rows=later, sha256="x", frozen_at=make.at("2025-08-01 09:00")
    )
    assert [row.score for row in shown(stage).rows] == ["90", "80", "80", "70"]
    assert shown(stage).ranking.number == 1


def test_who_moved_up_from_the_waitlist_is_listed_with_the_new_award() -> None:
    stage = scene(opening=1_000_000)
    stage.department.budget = 150_000
    stage.department.rules_data["line"] = {"remainder_policy": "skip"}
    stage.department.save()
    stage.apply("A", 90)
    stage.apply("B", 80)
    stage.decide()
    stage.release()
    assert names(stage) == ["A"]

    stage.decline("A")
    with clock_control.on(DECIDED):
        promotion = awards.promote_waitlist(department_id=stage.department.pk, by=stage.endo)
        awards.approve_promotion(promotion_id=promotion.pk, by=stage.fukuda)
    assert [(r.group[-1], r.decided, r.standing, r.rank) for r in shown(stage).rows] == [
        ("A", 100_000, 0, None),
        ("B", 100_000, 100_000, 1),
    ]


def test_only_the_call_s_fields_go_out_and_in_its_unit() -> None:
    stage = decided(fields=["group", "decided"], unit="man_yen")
    stage.release()
    answer = get(f"rounds/{stage.call.pk}/results/").json()
    [department] = answer["departments"]

    assert [row["decided"] for row in department["rows"]] == [
        {"yen": 100_000, "text": "10.0"},
        {"yen": 100_000, "text": "10.0"},
        {"yen": 60_000, "text": "6.0"},
        {"yen": 100_000, "text": "10.0"},
    ]
    assert set(department["rows"][0]) == {
        "withdrawn", "project_id", "group", "decided", "standing", "fixed", "paid", "returned",
    }  # fmt: skip
    assert department["ranking"] is None
    assert set(department["totals"]) == {"rows", "decided", "standing", "fixed", "budget", "left"}
    assert department["totals"]["decided"] == {"yen": 360_000, "text": "36.0"}
    assert department["totals"]["left"] == {"yen": 640_000, "text": "64.0"}


def test_without_the_field_no_amount_goes_out() -> None:
    stage = decided(fields=["group", "score"], order="filing")
    stage.release()
    [department] = get(f"rounds/{stage.call.pk}/results/").json()["departments"]
    assert department["rows"][0] == {
        "withdrawn": False, "project_id": stage.award("C").pk, "group": "団体C", "score": "80",
    }  # fmt: skip
    assert department["totals"] == {"rows": 4}
    project = get(f"projects/{stage.award('C').pk}/").json()
    assert (project["decided"], project["fixed"], project["title"]) == (None, None, "")
    assert [source["amount"] for source in project["sources"]] == [None]


def test_a_page_costs_the_same_for_three_rows_and_thirty() -> None:
    counts = []
    for rows in (3, 30):
        stage = scene(opening=10_000_000)
        stage.department.budget = 9_000_000
        stage.department.save()
        for n in range(rows):
            stage.apply(f"{rows}-{n}", 60 + n)
        stage.decide()
        stage.release()
        counts.append(
            (
                queries(lambda pk=stage.call.pk: results(pk)),
                queries(lambda pk=stage.call.pk: get(f"rounds/{pk}/results/")),
            )
        )
        Round.objects.all().update(released_at=None)
        stage.fund.code = f"GONE{rows}"
        stage.fund.save()
    assert counts[0] == counts[1] == (11, 11)


def test_the_list_of_rounds_costs_the_same_for_three_and_thirty() -> None:
    fund = make.fund()
    counts = []
    for _ in range(2):
        for _ in range(3 if not counts else 27):
            make.call(fund, state="decided", released_at=make.at("2025-07-01 12:00"))
        counts.append(queries(lambda: get("rounds/")))
    assert counts[0] == counts[1] == 1


def test_the_fixed_amount_appears_when_it_is_fixed() -> None:
    stage = decided()
    stage.release()
    fixing = AmountFixing.objects.create(
        award=stage.award("A"), accepted_eligible=87_000, disallowed=0, ineligible=0, actual_total=87_000,
        actual_other_income=0, terms={}, fixed=87_000, binding=[], prepared_by=stage.endo,
        prepared_at=make.at("2026-03-01 09:00"),
    )  # fmt: skip
    row = shown(stage).rows[0]
    assert (row.fixed, row.standing) == (None, 100_000)  # prepared is not fixed

    fixing.state, fixing.fixed_on = "approved", date(2026, 3, 13)
    fixing.save()
    row = shown(stage).rows[0]
    assert (row.decided, row.fixed, row.standing) == (100_000, 87_000, 87_000)
    assert shown(stage).fixed == 87_000


def test_the_sums_a_call_publishes_are_computed_and_a_department_not_held_shows_none() -> None:
    stage = decided(totals=["applications", "adopted", "declined", "decided"], unit="man_yen")
    idle = make.department(stage.call, "IDLE", None, offered=False, publication={"totals": ["applications"]})
    empty = make.department(stage.call, "EMPTY", None, publication={"totals": ["applications", "decided"]})
    stage.release()
    body = get(f"rounds/{stage.call.pk}/results/").json()
    found = {row["code"]: row for row in body["departments"]}
    rows = Application.objects.filter(department=stage.department)
    adopted = rows.filter(state="approved").count()
    decided_yen = sum(row.amount for row in Award.objects.filter(application__in=rows))
    assert found[stage.department.code]["sums"] == {
        "applications": 5,
        "adopted": adopted,
        "declined": rows.filter(state="declined").count(),
        "decided": {"yen": decided_yen, "text": f"{decided_yen / 10_000:.1f}"},
    }
    assert adopted == 4
    assert (found[idle.code]["offered"], found[idle.code]["sums"]) == (False, {"applications": None})
    assert found[empty.code]["sums"] == {"applications": 0, "decided": {"yen": 0, "text": "0"}}
    assert body["sums"]["applications"] == 5
    assert "totals" in found[stage.department.code]


def test_a_committee_that_gives_no_points_shows_none() -> None:
    stage = decided(fields=["group", "score", "decided"])
    stage.release()

    def row() -> Any:
        return get(f"rounds/{stage.call.pk}/results/").json()["departments"][0]["rows"][0]

    assert "score" in row()
    department = Department.objects.get(pk=stage.department.pk)
    department.rules_data = {**department.rules_data, "scoring": {"aggregate": "none"}}
    department.save()
    assert "score" not in row()
    assert "decided" in row()


def test_components_means_and_the_stage_are_printed_where_the_call_says_so() -> None:
    """12 points of the parts A and B: 20/3 of A is 6.67, and 4 of B is 4."""
    stage = decided(fields=["group", "components", "criterion_means", "stage"], rows="all")
    make.criterion(stage.call, "C1")
    department = Department.objects.get(pk=stage.department.pk)
    parts = [{"code": "PART", "label_ja": "第一次評価"}]
    department.rules_data = {**department.rules_data, "scoring": {"components": parts}}
    department.save()
    ranking = Ranking.objects.get(department=department)
    first = ranking.rows[0]["application"]
    ranking.rows[0] |= {"components": {"PART": "20/3"}, "criterion_means": {"C1": "4"}}
    Ranking.objects.create(
        department=department,
        number=ranking.number + 1,
        rows=ranking.rows,
        sha256="x",
        frozen_at=ranking.frozen_at,
    )
    Decision.objects.filter(application_id=first).update(stage_failed="書類審査")
    stage.release()
    rows = get(f"rounds/{stage.call.pk}/results/").json()["departments"][0]["rows"]
    group = Application.objects.get(pk=first).group.name
    (row,) = [row for row in rows if row["group"] == group]
    assert row["components"] == [{"name": "第一次評価", "value": "6.67"}]
    assert row["criterion_means"] == [{"name": "C1", "value": "4"}]
    assert row["stage"] == "書類審査"
    assert all(other["stage"] == "" for other in rows if other is not row)
    assert not any("score" in other for other in rows)
