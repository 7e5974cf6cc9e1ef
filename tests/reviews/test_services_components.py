"""Tokens, the visitors' votes and stages: who may, when, what is refused, and what becomes of them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from applications.models import Application
from common.errors import FieldErrors, NotAllowed, NotFound, ReasonMissing
from fund.models import Criterion, Department
from notices.models import Notice
from people.models import Membership, User
from reviews import queries as reading
from reviews import services
from reviews.models import AudienceCount, Review, StageResult, TokenScore
from reviews.queries import frozen_rows, ranking, rankings, reviewing, sheets
from reviews.rules import StageUndecided
from reviews.services.common import ApplicationOut, NotNow, ReviewOver
from reviews.services.stages import StageOver
from tests import factories as make
from tests.reviews.scene import BEFORE, CODES, DURING, MEETING, Scene, at, events, join, queries, scene
from tests.reviews.test_api import actions, get, post

pytestmark = pytest.mark.django_db

SCORING = {
    "aggregate": "sum",
    "components": [
        {"code": "FIRST", "scale_to": "common"},
        {
            "code": "STICKERS",
            "kind": "tokens",
            "per_reviewer": "applications",
            "points_each": 5,
            "at_most_on_one": 2,
        },
        {"code": "PUBLIC", "kind": "audience", "pool": 60, "choices": 2},
    ],
}
STAGES = [
    {"code": "DESK", "by": "office", "kind": "desk", "decides": "pass", "label_ja": "書類審査"},
    {"code": "TALK", "kind": "presentation", "decides": "score", "attendance": True},
    {"code": "OPINION", "by": "section", "decides": "advice"},
    {
        "code": "VISIT",
        "kind": "visit",
        "decides": "pass",
        "when": {"fact": "requested", "operator": ">", "value": 200_000},
    },
]


@pytest.fixture
def stage() -> Any:
    with at(BEFORE):
        yield scene(scoring=SCORING, stages=STAGES)


def fields(refused: Any) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


def three(stage: Scene) -> list[Application]:
    made = [stage.application(number=number) for number in "ABC"]
    stage.start()
    return [Application.objects.get(pk=row.pk) for row in made]


def give(stage: Scene, by: User, tokens: dict[int, int], component: str = "STICKERS") -> Any:
    return services.give_tokens(department_id=stage.department.pk, by=by, component=component, tokens=tokens)


def test_a_reviewer_hands_out_tokens_and_hands_them_out_anew(stage: Scene) -> None:
    a, b, c = three(stage)
    with at(DURING):
        before = events()
        give(stage, stage.chiba, {a.pk: 2, b.pk: 1})
        give(stage, stage.chiba, {a.pk: 1, b.pk: 0, c.pk: 2})
        assert events() == before + 2
    kept = TokenScore.objects.order_by("application_id").values_list(
        "member__code", "application", "component", "tokens"
    )
    assert list(kept) == [("V2", a.pk, "STICKERS", 1), ("V2", c.pk, "STICKERS", 2)]


def test_tokens_have_their_limits(stage: Scene) -> None:
    a, b, c = three(stage)
    other = make.application(make.department(stage.call, "OTHER"), state="under_review")
    with at(DURING):
        # Three applications, so three tokens; two on one at most.
        with pytest.raises(FieldErrors) as refused:
            give(stage, stage.chiba, {a.pk: 2, b.pk: 2})
        assert fields(refused) == [("/tokens", "reviews.too_many_tokens")]
        with pytest.raises(FieldErrors) as refused:
            give(stage, stage.chiba, {a.pk: 3, other.pk: 0, c.pk: -1})
        assert fields(refused) == [
            (f"/tokens/{a.pk}", "reviews.tokens_on_one"),
            (f"/tokens/{other.pk}", "reviews.not_to_judge"),
            (f"/tokens/{c.pk}", "reviews.tokens_on_one"),
        ]
        for component in ("FIRST", "NOWHERE"):
            with pytest.raises(FieldErrors) as refused:
                give(stage, stage.chiba, {a.pk: 1}, component)
            assert fields(refused) == [("/component", "reviews.unknown_component")]
        give(stage, stage.chiba, {a.pk: 2, b.pk: 1})
    assert TokenScore.objects.count() == 2


def test_the_excluded_and_outsiders_give_no_tokens_and_nobody_after_the_close(stage: Scene) -> None:
    a, b, _ = three(stage)
    with at(DURING):
        services.recuse_review(review_id=stage.review(a, "V2").pk, by=stage.chiba, kind="member", note="")
        with pytest.raises(NotFound):
            give(stage, stage.chiba, {a.pk: 1})
        give(stage, stage.chiba, {b.pk: 2})
        for person in (stage.endo, stage.fujii):
            with pytest.raises(NotFound):
                give(stage, person, {b.pk: 1})
    with at("2025-06-20 17:00:01"), pytest.raises(ReviewOver):
        give(stage, stage.doi, {b.pk: 1})
    stage.close()
    with at(MEETING), pytest.raises(NotNow):
        give(stage, stage.doi, {b.pk: 1})


def scored(stage: Scene) -> list[Application]:
    """A, B and C with 3, 3 and 4 points all over by four reviewers: 240, 240, 320 of 400."""
    made = three(stage)
    with at(DURING):
        for row, points in zip(made, (3, 3, 4), strict=True):
            stage.score_all({row: dict.fromkeys(CODES, (points,) * 5)})
        give(stage, stage.chiba, {made[0].pk: 2, made[1].pk: 1})
        give(stage, stage.doi, {made[0].pk: 1})
    stage.close()
    return made


def record(stage: Scene, votes: dict[int, int], by: User | None = None) -> Any:
    return services.record_audience(
        department_id=stage.department.pk, by=by or stage.endo, component="PUBLIC", votes=votes
    )


def test_the_ranking_adds_the_components_up(stage: Scene) -> None:
    a, b, c = scored(stage)
    with at(MEETING):
        record(stage, {a.pk: 30, b.pk: 20, c.pk: 10})
        found = ranking(stage.department)
    # A: 4 × 20 × 3 = 240, three stickers 15, 60 × 30/60 = 30; B: 240 + 5 + 20; C: 320 + 0 + 10.
    assert {row.number: (row.score, row.components) for row in found.rows} == {
        "C": (Decimal("330.0"), {"FIRST": 320, "STICKERS": 0, "PUBLIC": 10}),
        "A": (Decimal("285.0"), {"FIRST": 240, "STICKERS": 15, "PUBLIC": 30}),
        "B": (Decimal("265.0"), {"FIRST": 240, "STICKERS": 5, "PUBLIC": 20}),
    }
    frozen = {row["number"]: row for row in frozen_rows(found)}
    assert frozen["A"]["components"] == {"FIRST": "240", "STICKERS": "15", "PUBLIC": "30"}
    assert "stage_failed" not in frozen["A"]


def test_votes_are_the_offices_in_the_meeting_and_complete(stage: Scene) -> None:
    a, b, c = three(stage)
    votes = {a.pk: 1, b.pk: 2, c.pk: 3}
    with at(DURING), pytest.raises(NotNow):
        record(stage, votes)
    stage.set_state("deciding")
    with at(MEETING):
        with pytest.raises(NotAllowed):
            record(stage, votes, by=stage.hara)
        with pytest.raises(NotFound):
            record(stage, votes, by=stage.fujii)
        with pytest.raises(FieldErrors) as refused:
            record(stage, {a.pk: 1, b.pk: 2})
        assert fields(refused) == [("/votes", "reviews.votes_missing")]
        other = make.application(make.department(stage.call, "OTHER"), state="under_review")
        with pytest.raises(FieldErrors) as refused:
            record(stage, {**votes, b.pk: -1, other.pk: 1})
        assert fields(refused) == [
            (f"/votes/{b.pk}", "reviews.votes"),
            (f"/votes/{other.pk}", "reviews.not_of_department"),
        ]
        record(stage, votes)
        record(stage, {**votes, c.pk: 9})
    assert AudienceCount.objects.get(application=c).votes == 9
    assert AudienceCount.objects.count() == 3
    join(stage.endo, a)
    with at(MEETING), pytest.raises(NotFound):
        record(stage, votes)


def decide(stage: Scene, row: Application, code: str, verdict: str, by: User, **rest: Any) -> StageResult:
    return services.decide_stage(application_id=row.pk, stage=code, verdict=verdict, by=by, **rest)


def test_a_failed_stage_needs_its_reason_and_puts_last(stage: Scene) -> None:
    a, b, c = scored(stage)
    with at(MEETING):
        with pytest.raises(ReasonMissing):
            decide(stage, c, "DESK", "fail", stage.endo)
        before = events()
        decide(stage, c, "DESK", "fail", stage.endo, note="対象外の事業")
        assert events() == before + 1
        # Nobody goes on from there.
        with pytest.raises(StageOver) as refused:
            decide(stage, c, "TALK", "pass", stage.hara)
        assert "書類審査" in refused.value.text("ja")
        decide(stage, b, "TALK", "fail", stage.hara, note="欠席")
        found = ranking(stage.department).rows
        assert [(row.number, row.rank, row.passes, row.stage_failed) for row in found] == [
            ("A", 1, True, ""),
            ("C", 2, False, "DESK"),
            ("B", 3, False, "TALK"),
        ]
        assert {row["number"]: row.get("stage_failed") for row in frozen_rows(ranking(stage.department))} == {
            "A": None,
            "B": "TALK",
            "C": "DESK",
        }
        # The last word counts.
        decide(stage, c, "DESK", "pass", stage.endo)
        assert ranking(stage.department).rows[0].number == "C"
    assert StageResult.objects.count() == 2
    assert not Notice.objects.filter(kind="application_shortlisted").exists()


def test_whose_word_a_stage_is(stage: Scene) -> None:
    a, *_ = three(stage)
    with at(DURING):
        with pytest.raises(NotAllowed):
            decide(stage, a, "DESK", "pass", stage.hara)
        with pytest.raises(NotAllowed):
            decide(stage, a, "TALK", "pass", stage.chiba)
        for code in ("DESK", "TALK"):
            with pytest.raises(NotFound):
                decide(stage, a, code, "pass", stage.fujii)
        decide(stage, a, "DESK", "pass", stage.endo)
        decide(stage, a, "TALK", "pass", stage.hara)
        decide(stage, a, "TALK", "pass", stage.endo)
        Application.objects.filter(pk=a.pk).update(state="withdrawn")
        with pytest.raises(ApplicationOut):
            decide(stage, a, "DESK", "pass", stage.endo)
    stage.set_state("closed")
    with at(DURING), pytest.raises(NotNow):
        decide(stage, a, "DESK", "pass", stage.endo)


def test_stages_that_decide_nothing_here_are_refused(stage: Scene) -> None:
    a, *_ = three(stage)
    with at(DURING):
        for code, fault in (
            ("NOWHERE", "reviews.unknown_stage"),
            ("OPINION", "reviews.stage_decides_nothing"),
            ("VISIT", "reviews.stage_not_asked"),  # 100,000 yen are no more than 200,000
        ):
            with pytest.raises(FieldErrors) as refused:
                decide(stage, a, code, "pass", stage.endo)
            assert fields(refused) == [("/stage", fault)]
        with pytest.raises(FieldErrors) as refused:
            decide(stage, a, "DESK", "maybe", stage.endo)
        assert fields(refused) == [("/verdict", "reviews.unknown_verdict")]
        with pytest.raises(FieldErrors) as refused:
            decide(stage, a, "DESK", "fail", stage.endo, note="x", invitation="7月1日")
        assert fields(refused) == [("/invitation", "reviews.invited_though_failed")]
        Application.objects.filter(pk=a.pk).update(requested=200_001)
        decide(stage, a, "VISIT", "pass", stage.hara)


def test_an_invitation_goes_with_what_passed(stage: Scene) -> None:
    made = three(stage)
    Membership.objects.create(group=made[0].group, user=stage.fujii, role="representative")
    with at(DURING):
        decide(stage, made[0], "DESK", "pass", stage.endo, invitation="7月1日 10時、市民会館")
        decide(stage, made[1], "DESK", "pass", stage.endo)
    made[0].refresh_from_db()
    made[1].refresh_from_db()
    assert (made[0].state, made[1].state) == ("shortlisted", "under_review")
    letter = Notice.objects.get(kind="application_shortlisted")
    assert letter.recipient == stage.fujii
    assert "市民会館" in str(letter.context)


def test_where_no_points_are_given_the_last_stage_decides() -> None:
    with at(BEFORE):
        stage = scene(
            scoring={"aggregate": "none"},
            stages=[{"code": "MEETING", "kind": "meeting", "decides": "pass"}],
        )
        Criterion.objects.all().delete()
        a, b, c = three(stage)
    stage.set_state("deciding")
    with at(MEETING):
        decide(stage, a, "MEETING", "pass", stage.hara)
        decide(stage, b, "MEETING", "fail", stage.hara, note="採択に至らず")
        with pytest.raises(StageUndecided):
            ranking(stage.department)
        decide(stage, c, "MEETING", "pass", stage.hara)
        found = ranking(stage.department)
        assert [(row.number, row.rank) for row in found.rows] == [("A", 1), ("C", 1), ("B", 3)]
        shown = get(stage.endo, f"departments/{stage.department.pk}/ranking/").json()
    assert shown["scored"] is False
    hidden = {"score", "total", "totals", "score_before", "criterion_means", "components", "count"}
    assert all(not hidden & row.keys() for row in shown["rows"])
    assert [row.get("stage_failed") for row in shown["rows"]] == [None, None, "MEETING"]


def test_over_http(stage: Scene) -> None:
    a, b, c = three(stage)
    tokens = f"departments/{stage.department.pk}/tokens/"
    with at(DURING):
        given = post(stage.chiba, tokens, {"component": "STICKERS", "tokens": {str(a.pk): 2, str(b.pk): 1}})
        assert given.json() == {
            "department": stage.department.pk,
            "component": "STICKERS",
            "tokens": {str(a.pk): 2, str(b.pk): 1},
            "given": 3,
            "per_reviewer": 3,
            "at_most_on_one": 2,
        }
        assert get(stage.chiba, tokens, component="STICKERS").json() == given.json()
        assert get(stage.doi, tokens, component="STICKERS").json()["tokens"] == {}
        assert get(stage.endo, tokens, component="STICKERS").status_code == 404
        assert get(stage.chiba, tokens, component="x").status_code == 422
        answer = post(stage.chiba, tokens, {"component": "STICKERS", "tokens": {"a": 1}})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/tokens/a")
        decided = post(stage.endo, f"applications/{a.pk}/decide-stage/", {"stage": "DESK", "verdict": "pass"})
        assert decided.json()["verdict"] == "pass"
        failed = post(stage.endo, f"applications/{b.pk}/decide-stage/", {"stage": "DESK", "verdict": "fail"})
        assert (failed.status_code, failed.json()["code"]) == (422, ReasonMissing.code)
    stage.set_state("deciding")
    with at(MEETING):
        votes = {"component": "PUBLIC", "votes": {str(row.pk): 2 for row in (a, b, c)}}
        path = f"departments/{stage.department.pk}/record-audience/"
        assert post(stage.hara, path, votes).status_code == 403
        offered = get(stage.endo, f"departments/{stage.department.pk}/ranking/")
        assert actions(offered)["record_audience"]
        assert post(stage.endo, path, votes).json()["votes"] == votes["votes"]
        rows = get(stage.endo, f"departments/{stage.department.pk}/ranking/").json()["rows"]
    assert {row["number"]: row["components"]["STICKERS"] for row in rows} == {"A": "10", "B": "5", "C": "0"}


def test_conditions_decide_what_a_reviewer_is_asked(stage: Scene) -> None:
    Criterion.objects.filter(code="C5").update(
        applies_if={"fact": "requested", "operator": ">", "value": 200_000}
    )
    small, large, _ = three(stage)
    Application.objects.filter(pk=large.pk).update(requested=300_000)
    large.refresh_from_db()
    assert [item.code for item in reading.criteria_of(small)] == ["C1", "C2", "C3", "C4"]
    assert [item.code for item in reading.criteria_of(large)] == ["C1", "C2", "C3", "C4", "C5"]
    points = dict.fromkeys(("C1", "C2", "C3", "C4"), "3")
    with at(DURING):
        with pytest.raises(FieldErrors) as refused:
            services.save_scores(
                review_id=stage.review(small, "V1").pk, by=stage.hara, points={**points, "C5": "3"}
            )
        assert fields(refused) == [("/points/C5", "reviews.unknown_criterion")]
        for row in (small, large):
            review = stage.review(row, "V1")
            services.save_scores(review_id=review.pk, by=stage.hara, points=points)
        services.submit_review(review_id=stage.review(small, "V1").pk, by=stage.hara)
        with pytest.raises(FieldErrors):
            services.submit_review(review_id=stage.review(large, "V1").pk, by=stage.hara)
    found = {row.number: row for row in ranking(stage.department, strict=False).rows}
    # Weights 5 + 4 + 4 + 4 = 17, each 3: 51 points of 85.
    assert (found["A"].count, found["A"].components["FIRST"]) == (1, 51)
    assert found["B"].count == 0


@pytest.mark.parametrize("departments", [1, 3])
def test_a_round_is_ranked_in_five_queries(departments: int) -> None:
    with at(BEFORE):
        stage = scene(scoring={**SCORING, "aggregate": "mean"}, stages=STAGES, pass_rule=[], tie_break=[])
        for extra in range(departments - 1):
            make.department(stage.call, f"X{extra}")
        costs = []
        for number in (3, 27):
            for department in stage.call.departments.all():
                for _ in range(number):
                    make.application(department, state="under_review")
            stage.set_state("closed")
            stage.assign()
            stage.declare_all()
            Review.objects.update(state="locked")
            call = type(stage.call).objects.get(pk=stage.call.pk)
            costs.append(queries(lambda call=call: rankings(call, strict=False)))
        found = rankings(stage.call, strict=False)
    assert {len(row.rows) for row in found.values()} == {30}
    assert costs[0] == costs[1] <= 5


def test_facts_that_no_score_sheet_holds_are_read_only_where_a_condition_asks(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[int]] = []

    def facts_of(ids: list[int]) -> dict[int, Any]:
        asked.append(sorted(ids))
        return {pk: SimpleNamespace(value=lambda item: Fraction(6), formula=lambda of: of) for pk in ids}

    monkeypatch.setattr(sheets, "facts_of", facts_of)
    monkeypatch.setattr(reviewing, "facts_of", facts_of)
    a, b, c = three(stage)
    ranking(stage.department, strict=False)
    assert asked == []
    Criterion.objects.filter(code="C5").update(applies_if={"fact": "members", "operator": ">=", "value": 5})
    ranking(stage.department, strict=False)
    assert asked == [[a.pk, b.pk, c.pk]]
    assert [item.code for item in reading.criteria_of(a)][-1] == "C5"
    assert asked[1:] == [[a.pk]]


def test_the_means_of_the_criteria_are_kept_where_the_call_publishes_them(stage: Scene) -> None:
    scored(stage)
    assert all("criterion_means" not in row for row in frozen_rows(ranking(stage.department)))
    rules = {**stage.department.rules_data, "publication": {"fields": ["criterion_means"]}}
    Department.objects.filter(pk=stage.department.pk).update(rules_data=rules)
    found = ranking(Department.objects.get(pk=stage.department.pk))
    for row, kept in zip(found.rows, frozen_rows(found), strict=True):
        assert kept["criterion_means"] == {code: str(mean) for code, mean in row.criterion_means.items()}
        assert kept["criterion_means"]


def test_an_application_shows_its_stages_with_what_may_be_done(stage: Scene) -> None:
    small, large = stage.application(number="A"), stage.application(number="B", requested=300_000)
    stage.start()
    with at(DURING):
        services.decide_stage(application_id=small.pk, stage="DESK", verdict="pass", by=stage.endo)
        lines = get(stage.endo, f"applications/{small.pk}/stages/").json()
        assert [(row["code"], row["label"], row["applies"], row["verdict"]) for row in lines] == [
            ("DESK", "書類審査", True, "pass"), ("TALK", "TALK", True, ""), ("OPINION", "OPINION", True, ""),
            ("VISIT", "VISIT", False, "")]  # fmt: skip
        assert (lines[0]["decided_by"], lines[0]["decided_at"]) == (
            stage.endo.name,
            "2025-06-10T10:00:00+09:00",
        )
        assert [[item["allowed"] for item in row["actions"]] for row in lines] == [[True], [True], [], []]
        wide = get(stage.chiba, f"applications/{large.pk}/stages/").json()
        assert [row["applies"] for row in wide] == [True] * 4
        # The office's stages are the officer's, the committee's the chair's and the officer's.
        assert [[item["allowed"] for item in row["actions"]] for row in wide] == [
            [False],
            [False],
            [],
            [False],
        ]
        chair = get(stage.hara, f"applications/{large.pk}/stages/").json()
        assert [[item["allowed"] for item in row["actions"]] for row in chair] == [
            [False],
            [True],
            [],
            [True],
        ]
        services.recuse_review(review_id=stage.review(large, "V2").pk, by=stage.chiba, kind="member", note="")
    assert get(stage.chiba, f"applications/{large.pk}/stages/").status_code == 404
    for who in (stage.fujii, make.staff(make.fund(), "officer")):
        assert get(who, f"applications/{small.pk}/stages/").status_code == 404


def test_stages_cost_the_same_for_any_number(stage: Scene) -> None:
    application = stage.application(number="A")
    stage.start()
    costs = []
    for _ in range(2):
        costs.append(queries(lambda: get(stage.endo, f"applications/{application.pk}/stages/")))
        for _ in range(9):
            make.application(stage.department, state="under_review")
    assert costs[0] == costs[1]
