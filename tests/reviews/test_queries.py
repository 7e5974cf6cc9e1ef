"""R8 in reading: what a reviewer lists and opens, what an excluded one must not infer, what it costs."""

from __future__ import annotations

from typing import Any

import pytest

from applications.models import Application, Attachment, Submission
from common.errors import NotFound
from common.queries import state_counts
from fund.models import DocumentType, Round
from reviews import queries as reading
from reviews import services
from reviews.models import Review
from reviews.queries import ScoresHidden
from tests import factories as make
from tests.reviews.scene import BEFORE, CODES, DURING, MEETING, Scene, at, join, queries, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Any:
    with at(BEFORE):
        yield scene()


def filed(stage: Scene, **fields: Any) -> Application:
    """An application with a snapshot and three documents: one of the office's own, one removed."""
    made = stage.application(**fields)
    Submission.objects.create(
        application=made,
        number=1,
        at=BEFORE,
        by=made.created_by,
        sha256="0" * 64,
        data={"title": made.title, "purpose": "目的"},
        profile={"name": made.group.name, "representative": "青木", "phone": "044", "address": "本町1"},
    )
    register = DocumentType.objects.create(
        round=stage.call, code=f"reg{made.pk}", label_ja="名簿", office_only=True
    )
    plan = DocumentType.objects.create(round=stage.call, code=f"plan{made.pk}", label_ja="計画書")
    for name, kind, removed in (
        ("計画.pdf", plan, None),
        ("名簿.pdf", register, None),
        ("古い.pdf", plan, BEFORE),
    ):
        Attachment.objects.create(
            application=made,
            document_type=kind,
            file="x",
            name=name,
            content_type="application/pdf",
            size=1,
            sha256="0" * 64,
            by=made.created_by,
            at=BEFORE,
            removed_at=removed,
        )
    return made


def listed(user: Any) -> list[str]:
    return [row.application.number for row in reading.reviews_of(user)]


def test_a_reviewer_lists_the_own_reviews_only(stage: Scene) -> None:
    a, b = stage.application(number="a"), stage.application(number="b")
    stage.assign()
    services.recuse_review(review_id=stage.review(b, "V2").pk, by=stage.chiba, kind="member", note="")
    assert listed(stage.chiba) == ["a"]
    assert listed(stage.doi) == ["a", "b"]
    for other in (stage.fujii, stage.endo):
        assert listed(other) == []
    assert state_counts(reading.reviews_of(stage.chiba)) == {"assigned": 1}
    assert reading.conflicted_applications(stage.chiba, stage.call.pk) == {b.pk}
    join(stage.chiba, a)
    assert reading.conflicted_applications(stage.chiba, stage.call.pk) == {a.pk, b.pk}


def test_nothing_but_title_and_group_before_the_declaration(stage: Scene) -> None:
    review = stage_review(stage, filed(stage, title="緑の道"))
    opened = reading.opened_review(stage.chiba, review.pk)
    assert (opened.line.title, opened.line.group) == ("緑の道", review.application.group.name)
    assert (opened.criteria, opened.points, opened.material, opened.profile) == ((), None, None, None)
    assert (opened.budget, opened.documents) == ((), ())

    services.declare_no_conflict(review_id=review.pk, by=stage.chiba)
    opened = reading.opened_review(stage.chiba, review.pk)
    assert [row.code for row in opened.criteria] == ["C1", "C2", "C3", "C4", "C5"]
    assert opened.material == {"title": "緑の道", "purpose": "目的"}
    assert opened.profile == {"name": review.application.group.name, "representative": "青木"}
    assert [row.amount for row in opened.budget] == [100_000]
    assert [row.name for row in opened.documents] == ["計画.pdf"]


def stage_review(stage: Scene, application: Application, code: str = "V2") -> Review:
    stage.assign()
    return stage.review(application, code)


@pytest.mark.parametrize("who", ["fujii", "doi", "endo", "fukuda"])
def test_others_open_nothing(stage: Scene, who: str) -> None:
    review = stage_review(stage, filed(stage))
    services.declare_no_conflict(review_id=review.pk, by=stage.chiba)
    with pytest.raises(NotFound):
        reading.opened_review(getattr(stage, who), review.pk)
    services.recuse_review(review_id=review.pk, by=stage.chiba, kind="member", note="")
    with pytest.raises(NotFound):
        reading.opened_review(stage.chiba, review.pk)


def test_a_blind_round_names_nobody_after_the_declaration(stage: Scene) -> None:
    Round.objects.filter(pk=stage.call.pk).update(blind=True)
    review = stage_review(stage, filed(stage))
    assert reading.opened_review(stage.chiba, review.pk).line.group
    services.declare_no_conflict(review_id=review.pk, by=stage.chiba)
    opened = reading.opened_review(stage.chiba, review.pk)
    assert (opened.line.group, opened.profile) == ("", None)


def test_documents_follow_the_review(stage: Scene) -> None:
    application = filed(stage)
    review = stage_review(stage, application)
    plan, register, removed = application.attachments.order_by("pk")
    with pytest.raises(NotFound):
        reading.review_document(stage.chiba, review.pk, plan.pk)
    services.declare_no_conflict(review_id=review.pk, by=stage.chiba)
    assert reading.review_document(stage.chiba, review.pk, plan.pk) == plan
    for hidden in (register, removed):
        with pytest.raises(NotFound):
            reading.review_document(stage.chiba, review.pk, hidden.pk)
    with pytest.raises(NotFound):
        reading.review_document(stage.doi, review.pk, plan.pk)


def closed(stage: Scene, totals: dict[str, int]) -> dict[str, Application]:
    """Applications on which all reviewers agree: the first criterion tells them apart."""
    made = {number: stage.application(number=number) for number in totals}
    stage.start()
    with at(DURING):
        for number, first in totals.items():
            for code in CODES:
                stage.score(made[number], code, first, 3, 3, 3, 3)
    stage.close()
    return made


def test_scores_are_hidden_from_everybody_until_the_close(stage: Scene) -> None:
    stage.application(number="a")
    stage.start()
    for state in ("closed", "reviewing"):
        stage.set_state(state)
        for person in (stage.hara, stage.chiba, stage.endo, stage.fukuda):
            with pytest.raises(ScoresHidden):
                reading.shown_ranking(person, stage.department.pk)
        with pytest.raises(NotFound):
            reading.shown_ranking(stage.fujii, stage.department.pk)


def places(user: Any, stage: Scene) -> list[tuple[str, int | None, bool]]:
    found = reading.shown_ranking(user, stage.department.pk)
    return [(row.number, row.rank, row.tied) for row in found.rows]


def test_the_excluded_see_neither_the_row_nor_its_place(stage: Scene) -> None:
    """R8: a gap between ranks 1 and 3, or a shared rank with nobody beside, would tell."""
    made = closed(stage, {"a": 5, "b": 4, "c": 4, "d": 2})
    with at(MEETING):
        services.recuse_review(
            review_id=stage.review(made["b"], "V3").pk, by=stage.doi, kind="member", note=""
        )
        everything = [("a", 1, False), ("b", 2, True), ("c", 2, True), ("d", 4, False)]
        assert places(stage.hara, stage) == places(stage.endo, stage) == everything
        assert places(stage.doi, stage) == [("a", 1, False), ("c", 2, False), ("d", 3, False)]
        assert reading.shown_ranking(stage.doi, stage.department.pk).partial
        assert not reading.shown_ranking(stage.hara, stage.department.pk).partial

        services.recuse_review(
            review_id=stage.review(made["a"], "V4").pk, by=stage.emoto, kind="member", note=""
        )
        assert places(stage.emoto, stage) == [("b", 1, True), ("c", 1, True), ("d", 3, False)]
        with pytest.raises(NotFound):
            reading.shown_ranking(stage.fujii, stage.department.pk)


def test_staff_of_an_applying_group_do_not_see_its_row(stage: Scene) -> None:
    made = closed(stage, {"a": 5, "b": 4})
    join(stage.endo, made["a"])
    assert places(stage.endo, stage) == [("b", 1, False)]
    board = reading.board(stage.endo, stage.call)
    assert {row.application.number for row in board} == {"b"}
    assert reading.progress(stage.endo, stage.call) == {
        member.pk: {"locked": 1} for member in stage.members.values()
    }


def test_names_behind_a_ranking_in_a_blind_round(stage: Scene) -> None:
    Round.objects.filter(pk=stage.call.pk).update(blind=True)
    stage.call.refresh_from_db()
    made = closed(stage, {"a": 5})
    rows = reading.shown_ranking(stage.hara, stage.department.pk).rows
    group = made["a"].group.name
    assert reading.row_names(stage.hara, stage.call, rows) == {made["a"].pk: (made["a"].title, "")}
    assert reading.row_names(stage.endo, stage.call, rows) == {made["a"].pk: (made["a"].title, group)}
    stage.call.released_at = MEETING
    assert reading.row_names(stage.hara, stage.call, rows) == {made["a"].pk: (made["a"].title, group)}


def test_the_board_is_the_offices(stage: Scene) -> None:
    review = stage_review(stage, stage.application())
    services.recuse_review(review_id=review.pk, by=stage.endo, kind="donor", note="")
    assert reading.find_office_round(stage.fukuda, stage.call.pk) == stage.call
    for person in (stage.hara, stage.chiba, stage.fujii):
        with pytest.raises(NotFound):
            reading.find_office_round(person, stage.call.pk)
        with pytest.raises(NotFound):
            reading.office_review(person, review.pk)
    found = reading.conflicts_of(reading.board(stage.endo, stage.call))
    assert {pk: row.kind for pk, row in found.items()} == {review.pk: "donor"}


def test_reading_costs_the_same_for_any_number(stage: Scene) -> None:
    stage.start()

    def look() -> None:
        for review in reading.with_points(reading.reviews_of(stage.chiba)):
            reading.review_line(review)
            [score.criterion.code for score in review.scores.all()]
        rows = list(reading.board(stage.endo, stage.call))
        [(row.member.user.name, row.application.group.name, row.fund_code) for row in rows]
        reading.conflicts_of(rows)
        reading.progress(stage.endo, stage.call)
        state_counts(reading.reviews_of(stage.chiba))
        stage.set_state("deciding")
        found = reading.shown_ranking(stage.endo, stage.department.pk)
        reading.row_names(stage.endo, stage.call, found.rows)

    costs = []
    with at(DURING):
        for number in (3, 27):
            stage.set_state("reviewing")
            for _ in range(number):
                stage.application("under_review")
            stage.assign()
            stage.declare_all()
            for review in Review.objects.filter(state="declared", member__code="V2"):
                stage.score(review.application, "V2", 3, 3, 3, 3, 3)
            costs.append(queries(look))
    assert Review.objects.count() == 120
    assert costs[0] == costs[1]


def test_opening_a_review_costs_at_most_six(stage: Scene) -> None:
    application = filed(stage)
    review = stage_review(stage, application)
    services.declare_no_conflict(review_id=review.pk, by=stage.chiba)
    first = queries(lambda: reading.opened_review(stage.chiba, review.pk))
    for _ in range(27):
        make.criterion(stage.call, f"X{_}")
    assert queries(lambda: reading.opened_review(stage.chiba, review.pk)) == first <= 6
