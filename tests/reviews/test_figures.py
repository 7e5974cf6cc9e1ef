"""An auditor clicks a score: what each reviewer gave, times what a point counts, is the score."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from applications.models import Application
from common.errors import NotFound
from ledger.explain import explain
from reviews import services
from reviews.queries import ScoresHidden
from tests import factories as make
from tests.reviews.scene import BEFORE, DURING, Scene, at, join, queries, scene
from tests.reviews.test_api import get
from tests.reviews.test_services_components import SCORING, give

pytestmark = pytest.mark.django_db

SHEETS = {"V1": (5, 4, 4, 3, 4), "V2": (4, 4, 3, 3, 3), "V3": (3, 5, 4, 4, 2), "V4": (4, 4, 4, 4, 4)}


def scored(**rules: Any) -> tuple[Scene, Application]:
    with at(BEFORE):
        stage = scene(**rules)
        application = stage.application(number="A")
        stage.start()
    with at(DURING):
        stage.score_all({application: SHEETS})
    return stage, application


def unfold(figure: str, viewer: Any) -> Fraction:
    """The exact value of a figure; each part's own figure says what the part says, and parts add up."""
    shown = explain(figure, viewer)
    exact = Fraction(shown["inputs"].get("exact", shown["value"]))
    for part in shown["parts"]:
        if part["figure"]:
            assert explain(part["figure"], viewer)["value"] == part["value"]
            unfold(part["figure"], viewer)
    assert sum((Fraction(part["value"]) for part in shown["parts"]), Fraction(0)) == exact
    return exact


def test_a_mean_unfolds_to_criteria_and_reviewers() -> None:
    stage, application = scored()
    stage.close()
    shown: dict[str, Any] = dict(explain(f"ranking:{application.pk}:score", stage.endo))
    # Totals of 81, 69, 73 and 80: 303 ÷ 4 = 75.75, half up.
    assert (shown["value"], shown["inputs"]["exact"], shown["rule"]) == ("75.8", "75.75", "R9")
    assert shown["inputs"]["counted"] == ["V1", "V2", "V3", "V4"]
    own = f"ranking:{application.pk}:criterion"
    assert [(part["figure"], part["value"]) for part in shown["parts"]] == [
        (f"{own}:C1", "20"), (f"{own}:C2", "17"), (f"{own}:C3", "15"), (f"{own}:C4", "14"),
        (f"{own}:C5", "9.75")]  # fmt: skip
    third: dict[str, Any] = dict(explain(f"{own}:C5", stage.endo))
    assert third["inputs"] == {
        "name": "C5", "weight": 3, "minimum": "1", "maximum": "5", "each": "0.75"}  # fmt: skip
    assert [(part["label"], part["given"], part["value"]) for part in third["parts"]] == [
        ("V1", "4", "3"), ("V2", "3", "2.25"), ("V3", "2", "1.5"), ("V4", "4", "3")]  # fmt: skip
    assert unfold(shown["figure"], stage.hara) == Fraction("75.75")


def test_who_is_excluded_puts_nothing_in() -> None:
    with at(BEFORE):
        stage = scene()
        application = stage.application(number="A")
        stage.start()
    with at(DURING):
        stage.score_all({application: SHEETS})
        services.recuse_review(
            review_id=stage.review(application, "V4").pk, by=stage.emoto, kind="member", note=""
        )
    stage.close()
    # 81 + 69 + 73 = 223 of three.
    assert unfold(f"ranking:{application.pk}:score", stage.endo) == Fraction(223, 3)
    shown = explain(f"ranking:{application.pk}:score", stage.endo)
    assert (shown["value"], shown["inputs"]["excluded"]) == ("74.3", ["V4"])
    with pytest.raises(NotFound):
        explain(f"ranking:{application.pk}:score", stage.emoto)


def test_components_unfold_to_tokens_and_votes() -> None:
    with at(BEFORE):
        stage = scene(scoring=SCORING)
        made = [stage.application(number=number) for number in "ABC"]
        stage.start()
    a, b, c = made
    with at(DURING):
        stage.score_all({a: SHEETS, b: SHEETS})
        give(stage, stage.chiba, {a.pk: 2, b.pk: 1})
        give(stage, stage.doi, {a.pk: 1, b.pk: 2})
    stage.set_state("deciding")
    with at(DURING):
        services.record_audience(
            department_id=stage.department.pk,
            by=stage.endo,
            component="PUBLIC",
            votes={a.pk: 7, b.pk: 2, c.pk: 0},
        )
    own = f"ranking:{a.pk}"
    shown = explain(f"{own}:score", stage.endo)
    # 303 in all; 3 tokens of 5 points; 60 × 7 ÷ 9 votes.
    assert [(part["figure"], part["value"]) for part in shown["parts"]] == [
        (f"{own}:component:FIRST", "303"),
        (f"{own}:component:STICKERS", "15"),
        (f"{own}:component:PUBLIC", "140/3"),
    ]
    assert unfold(f"{own}:score", stage.endo) == 303 + 15 + Fraction(140, 3)
    votes = explain(f"{own}:component:PUBLIC", stage.endo)
    assert {name: votes["inputs"][name] for name in ("votes", "pool", "each")} == {
        "votes": 9, "pool": "60", "each": "20/3"}  # fmt: skip
    tokens = explain(f"{own}:component:STICKERS", stage.endo)
    assert [(part["label"], part["given"]) for part in tokens["parts"]] == [("V2", "2"), ("V3", "1")]


def test_a_recorded_score_is_told_as_it_was_taken_down() -> None:
    with at(BEFORE):
        stage = scene()
        application = stage.application(number="A")
        stage.start()
    stage.set_state("deciding")
    with at(DURING):
        services.record_score(application_id=application.pk, by=stage.endo, basis="score", points="72.5")
    shown = explain(f"ranking:{application.pk}:score", stage.endo)
    assert (shown["value"], shown["parts"]) == ("72.5", [])
    assert shown["inputs"]["recorded"] == {"basis": "score", "points": "72.5"}


def test_nobody_else_and_nobody_before_the_close() -> None:
    stage, application = scored()
    own = f"ranking:{application.pk}"
    with pytest.raises(ScoresHidden):
        explain(f"{own}:score", stage.endo)
    stage.close()
    join(stage.fujii, application)
    for viewer in (stage.fujii, make.user("stranger")):
        with pytest.raises(NotFound):
            explain(f"{own}:score", viewer)
    for figure in ("ranking:", "ranking:0:score", "ranking:x:score", f"ranking:{10**20}:score", own,
                   f"{own}:component:FIRST", f"{own}:criterion:C9", f"{own}:total"):  # fmt: skip
        with pytest.raises(NotFound):
            explain(figure, stage.endo)
    assert get(stage.chiba, f"explain/{own}:criterion:C1/").json()["value"] == "20"


def test_a_figure_costs_the_same_for_any_number() -> None:
    stage, application = scored()
    stage.close()
    figures = [f"ranking:{application.pk}:score", f"ranking:{application.pk}:criterion:C1"]
    costs = []
    for _ in range(2):
        costs.append([queries(lambda figure=figure: explain(figure, stage.endo)) for figure in figures])
        for _ in range(10):
            make.application(stage.department, state="under_review")
    assert costs[0] == costs[1]


def test_where_nothing_is_scored_there_is_no_score() -> None:
    with at(BEFORE):
        stage = scene(scoring={"aggregate": "none"}, stages=[{"code": "MEETING", "decides": "pass"}])
        application = stage.application(number="A")
        stage.start()
    stage.set_state("deciding")
    for name in ("score", "criterion:C1"):
        with pytest.raises(NotFound):
            explain(f"ranking:{application.pk}:{name}", stage.endo)
