"""R9: a reviewer's own points, as typed, kept in versions, handed in complete, until the close (R7)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from common.errors import FieldErrors, NotAllowed, NotFound, ReasonMissing, StaleVersion, WrongState
from reviews import services
from reviews.models import Review, Score
from reviews.services.common import AfterDecision, ApplicationOut, NotNow, OwnGroup, ReviewOver
from tests import factories as make
from tests.reviews.scene import CLOSES, DURING, Scene, at, events, join, reloaded, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Any:
    with at(DURING):
        made = scene()
        made.application(number="B")
        made.start()
        yield made


@pytest.fixture
def review(stage: Scene) -> Review:
    return Review.objects.get(member__code="V2")


def save(stage: Scene, review: Review, points: dict[str, Any], **changes: Any) -> Review:
    return services.save_scores(review_id=review.pk, by=stage.chiba, points=points, **changes)


def kept(review: Review) -> dict[str, Decimal]:
    return dict(Score.objects.filter(review=review).values_list("criterion__code", "points"))


def test_points_are_kept_bit_by_bit(stage: Scene, review: Review) -> None:
    saved = save(stage, review, {"C1": "５", "C2": " 3 "}, comment="よい\n計画", if_version=1)
    assert (saved.state, saved.version) == ("in_progress", 2)
    saved = save(stage, review, {"C2": "", "C3": 4, "C4": "1.0"}, if_version=2)
    assert kept(review) == {"C1": 5, "C3": 4, "C4": 1}
    assert (saved.version, saved.comment) == (3, "よい\n計画")


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ({"C1": "6"}, "reviews.off_scale"),
        ({"C1": "0"}, "reviews.off_scale"),
        ({"C1": "3.5"}, "reviews.off_scale"),
        ({"C1": "−1"}, "reviews.off_scale"),
        ({"C1": "よい"}, "reviews.not_a_number"),
        ({"C1": "1e1"}, "reviews.not_a_number"),
        ({"C1": True}, "reviews.not_a_number"),
        ({"C9": "3"}, "reviews.unknown_criterion"),
    ],
)
def test_what_is_off_the_scale_is_named_and_nothing_kept(
    stage: Scene, review: Review, points: dict[str, Any], code: str
) -> None:
    before = events()
    with pytest.raises(FieldErrors) as refused:
        save(stage, review, {"C2": "3", **points})
    [fault] = refused.value.faults
    assert (fault.pointer, fault.code) == (f"/points/{next(iter(points))}", code)
    assert (kept(review), reloaded(review).state, events()) == ({}, "declared", before)


def test_half_points_and_criteria_of_a_department() -> None:
    """N6, N8: half points where the call says so; what only continuing projects are asked."""
    with at(DURING):
        stage = scene()
        criterion = make.criterion(
            stage.call, "C6", minimum=0, maximum=10, step="0.5", applies_to="continuing"
        )
        new, continuing = stage.application(number="n"), stage.application(number="c", continuing=True)
        stage.start()
        own = stage.review(continuing, "V2")
        save(stage, own, {"C6": "７．５"})
        assert Score.objects.get(criterion=criterion).points == Decimal("7.5")
        with pytest.raises(FieldErrors):
            save(stage, own, {"C6": "7.4"})
        with pytest.raises(FieldErrors):
            save(stage, stage.review(new, "V2"), {"C6": "7"})


def test_a_second_tab_keeps_both_versions(stage: Scene, review: Review) -> None:
    save(stage, review, {"C1": "4"}, comment="一", if_version=1)
    with pytest.raises(StaleVersion) as refused:
        save(stage, review, {"C1": "2"}, comment="二", if_version=1)
    assert refused.value.extra == {"current": 2, "given": 1, "points": {"C1": "4"}, "comment": "一"}
    assert kept(review) == {"C1": 4}


def test_an_endless_comment_is_refused(stage: Scene, review: Review) -> None:
    save(stage, review, {}, comment="字" * 4000)
    with pytest.raises(FieldErrors) as refused:
        save(stage, review, {}, comment="字" * 4001)
    assert refused.value.faults[0].pointer == "/comment"


def test_handing_in_needs_every_criterion(stage: Scene, review: Review) -> None:
    with pytest.raises(WrongState):
        services.submit_review(review_id=review.pk, by=stage.chiba)
    save(stage, review, {"C1": "3", "C2": "3", "C4": "3"})
    with pytest.raises(FieldErrors) as refused:
        services.submit_review(review_id=review.pk, by=stage.chiba)
    assert [fault.pointer for fault in refused.value.faults] == ["/points/C3", "/points/C5"]
    save(stage, review, {"C3": "3", "C5": "3"})
    services.submit_review(review_id=review.pk, by=stage.chiba)
    handed_in = reloaded(review)
    assert (handed_in.state, handed_in.submitted_at) == ("submitted", DURING)
    for verb in (
        lambda: services.submit_review(review_id=review.pk, by=stage.chiba),
        lambda: save(stage, review, {"C1": "5"}),
    ):
        with pytest.raises(WrongState):
            verb()
    assert kept(review)["C1"] == 3


def test_mending_until_the_close(stage: Scene, review: Review) -> None:
    application = review.application
    stage.score(application, "V2", 3, 3, 3, 3, 3)
    services.reopen_review(review_id=review.pk, by=stage.chiba)
    again = reloaded(review)
    assert (again.state, again.submitted_at) == ("in_progress", None)
    save(stage, review, {"C1": "5"})
    with at(CLOSES):
        services.submit_review(review_id=review.pk, by=stage.chiba)
    with at("2025-06-20 17:00:01"):
        with pytest.raises(ReviewOver) as refused:
            services.reopen_review(review_id=review.pk, by=stage.chiba)
        with pytest.raises(ReviewOver):
            services.submit_review(review_id=stage.review(application, "V3").pk, by=stage.doi)
        with pytest.raises(ReviewOver):
            services.save_scores(review_id=stage.review(application, "V3").pk, by=stage.doi, points={})
    assert refused.value.text("ja") == "採点の締切(令和7年6月20日(金) 17:00)を過ぎています。"
    assert reloaded(review).state == "submitted"


def verbs(stage: Scene, review: Review, by: Any) -> list[Callable[[], Any]]:
    return [
        lambda: services.save_scores(review_id=review.pk, by=by, points={"C1": "3"}),
        lambda: services.submit_review(review_id=review.pk, by=by),
        lambda: services.reopen_review(review_id=review.pk, by=by),
    ]


@pytest.mark.parametrize("who", ["fujii", "hara", "doi", "endo", "fukuda"])
def test_a_review_is_its_reviewers_alone(stage: Scene, review: Review, who: str) -> None:
    for verb in verbs(stage, review, getattr(stage, who)):
        with pytest.raises(NotFound):
            verb()
    assert kept(review) == {}


def test_scores_have_their_time(stage: Scene, review: Review) -> None:
    for state, refusal in (("closed", NotNow), ("deciding", NotNow), ("decided", AfterDecision)):
        stage.set_state(state)
        for verb in verbs(stage, review, stage.chiba):
            with pytest.raises(refusal):
                verb()
    assert kept(review) == {}


def test_a_withdrawn_application_is_not_scored(stage: Scene, review: Review) -> None:
    review.application.state = "withdrawn"
    review.application.save()
    for verb in verbs(stage, review, stage.chiba):
        with pytest.raises(ApplicationOut):
            verb()


def test_who_joined_the_group_since_scores_no_more(stage: Scene, review: Review) -> None:
    join(stage.chiba, review.application)
    for verb in verbs(stage, review, stage.chiba):
        with pytest.raises(OwnGroup):
            verb()


def test_undeclared_reviews_are_not_scored(stage: Scene) -> None:
    late = stage.application("under_review")
    stage.assign()
    with pytest.raises(WrongState):
        save(stage, stage.review(late, "V2"), {"C1": "3"})


def test_a_silent_reviewer_is_released(stage: Scene, review: Review) -> None:
    for person, refusal in (
        (stage.fujii, NotFound),
        (stage.doi, NotFound),
        (stage.chiba, NotAllowed),
        (stage.fukuda, NotAllowed),
    ):
        with pytest.raises(refusal):
            services.release_review(review_id=review.pk, by=person, reason="返事がない")
    with pytest.raises(ReasonMissing):
        services.release_review(review_id=review.pk, by=stage.endo, reason="")
    services.release_review(review_id=review.pk, by=stage.endo, reason="返事がない")
    assert reloaded(review).state == "released"
    for verb in (
        *verbs(stage, review, stage.chiba),
        lambda: services.release_review(review_id=review.pk, by=stage.endo, reason="x"),
    ):
        with pytest.raises(WrongState):
            verb()


def test_scores_handed_in_are_not_released_away(stage: Scene, review: Review) -> None:
    stage.score(review.application, "V2", 3, 3, 3, 3, 3)
    with pytest.raises(WrongState):
        services.release_review(review_id=review.pk, by=stage.endo, reason="x")
