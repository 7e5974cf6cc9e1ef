"""R8: interest declared before anything is shown; who is excluded, by whom, until when."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from common.errors import (
    DomainError,
    FieldErrors,
    NotAllowed,
    NotFound,
    ReasonMissing,
    SamePerson,
    WrongState,
)
from notices.models import Notice
from reviews import services
from reviews.models import Conflict, Review, Score
from reviews.queries import ranking
from reviews.rules import TooFewReviewers
from reviews.services.common import AfterDecision, NotNow, OwnGroup
from reviews.services.declaring import NothingPrepared, RecusalPrepared
from tests import factories as make
from tests.reviews.scene import BEFORE, DURING, MEETING, Scene, at, events, join, reloaded, scene

pytestmark = pytest.mark.django_db

# domain.md §8: V1, V2, V4 and V3 as the fourth; B's 469 / 6 with V4 and 402 / 5 without is in test_rules.
FOUR = {"V1": (3, 5, 4, 5, 3), "V2": (4, 4, 4, 5, 4), "V3": (4, 3, 4, 5, 3), "V4": (3, 3, 3, 4, 4)}


@pytest.fixture
def stage() -> Any:
    with at(BEFORE):
        yield scene()


def recuse(stage: Scene, review: Review, by: Any, **changes: Any) -> Review:
    values: dict[str, Any] = {"kind": "officer", "note": "役員"}
    return services.recuse_review(review_id=review.pk, by=by, **{**values, **changes})


@pytest.fixture
def assigned(stage: Scene) -> Review:
    application = stage.application(number="B")
    stage.assign()
    return stage.review(application, "V2")


def test_the_reviewer_declares(stage: Scene, assigned: Review) -> None:
    services.declare_no_conflict(review_id=assigned.pk, by=stage.chiba)
    assert reloaded(assigned).state == "declared"
    with pytest.raises(WrongState):
        services.declare_no_conflict(review_id=assigned.pk, by=stage.chiba)


def test_nobody_declares_for_another(stage: Scene, assigned: Review) -> None:
    before = events()
    for person in (stage.fujii, stage.hara, stage.doi, stage.endo, stage.fukuda):
        with pytest.raises(NotFound):
            services.declare_no_conflict(review_id=assigned.pk, by=person)
    with pytest.raises(NotFound):
        services.declare_no_conflict(review_id=10**9, by=stage.chiba)
    assert (reloaded(assigned).state, events()) == ("assigned", before)


def test_who_joined_the_group_since_cannot_deny_it(stage: Scene, assigned: Review) -> None:
    join(stage.chiba, assigned.application)
    with pytest.raises(OwnGroup):
        services.declare_no_conflict(review_id=assigned.pk, by=stage.chiba)
    recuse(stage, assigned, stage.chiba, kind="member")
    assert reloaded(assigned).state == "recused"


def test_what_the_reviewer_says_stands_at_once(stage: Scene, assigned: Review) -> None:
    recuse(stage, assigned, stage.chiba, kind="relative", note="二親等")
    conflict = Conflict.objects.get()
    assert reloaded(assigned).state == "recused"
    assert (conflict.kind, conflict.note, conflict.by, conflict.approved_by) == (
        "relative",
        "二親等",
        stage.chiba,
        None,
    )
    assert (conflict.declared_on, conflict.after_scoring) == (BEFORE.date(), False)
    told = Notice.objects.filter(kind="review_recused")
    assert sorted(row.recipient.name for row in told if row.recipient) == ["endo", "hara"]


def test_who_is_excluded_finds_the_review_no_more(stage: Scene, assigned: Review) -> None:
    recuse(stage, assigned, stage.chiba)
    verbs: list[Callable[[], Any]] = [
        lambda: services.declare_no_conflict(review_id=assigned.pk, by=stage.chiba),
        lambda: recuse(stage, assigned, stage.chiba),
        lambda: services.save_scores(review_id=assigned.pk, by=stage.chiba, points={}),
        lambda: services.submit_review(review_id=assigned.pk, by=stage.chiba),
        lambda: services.reopen_review(review_id=assigned.pk, by=stage.chiba),
        lambda: services.release_review(review_id=assigned.pk, by=stage.chiba, reason="x"),
        lambda: services.approve_recusal(review_id=assigned.pk, by=stage.chiba),
        lambda: services.ask_undo_recusal(review_id=assigned.pk, by=stage.chiba, reason="x"),
        lambda: services.approve_undo_recusal(review_id=assigned.pk, by=stage.chiba),
        lambda: services.drop_recusal(review_id=assigned.pk, by=stage.chiba, reason="x"),
        lambda: services.record_score(
            application_id=assigned.application_id, by=stage.chiba, basis="score", points="5"
        ),
        lambda: services.set_committee_amount(
            application_id=assigned.application_id, by=stage.chiba, amount=1, reason="x"
        ),
    ]
    before = events()
    for verb in verbs:
        with pytest.raises(NotFound):
            verb()
    assert events() == before


def test_a_reviewer_who_works_in_the_office_gains_nothing_by_it(stage: Scene, assigned: Review) -> None:
    stage.fund.staff_roles.create(user=stage.chiba, role="officer")
    stage.fund.staff_roles.create(user=stage.chiba, role="approver")
    recuse(stage, assigned, stage.chiba)
    with pytest.raises(NotFound):
        services.ask_undo_recusal(review_id=assigned.pk, by=stage.chiba, reason="x")
    with pytest.raises(NotFound):
        services.approve_undo_recusal(review_id=assigned.pk, by=stage.chiba)
    assert not Notice.objects.filter(kind="review_recused", recipient=stage.chiba).exists()


def test_what_the_office_found_waits_for_a_second_person(stage: Scene, assigned: Review) -> None:
    recuse(stage, assigned, stage.endo)
    assert reloaded(assigned).state == "assigned"
    assert not Notice.objects.filter(kind="review_recused").exists()
    with pytest.raises(RecusalPrepared):
        recuse(stage, assigned, stage.endo)
    with pytest.raises(NotAllowed):
        services.approve_recusal(review_id=assigned.pk, by=stage.endo)

    services.approve_recusal(review_id=assigned.pk, by=stage.fukuda)
    assert reloaded(assigned).state == "recused"
    assert Conflict.objects.get().approved_by == stage.fukuda
    with pytest.raises(WrongState):
        services.approve_recusal(review_id=assigned.pk, by=stage.fukuda)


def test_maker_and_approver_are_two_people_and_neither_the_reviewer(stage: Scene, assigned: Review) -> None:
    """R14."""
    both = make.staff(stage.fund, "officer", "approver")
    with pytest.raises(NothingPrepared):
        services.approve_recusal(review_id=assigned.pk, by=stage.fukuda)
    recuse(stage, assigned, both)
    with pytest.raises(SamePerson):
        services.approve_recusal(review_id=assigned.pk, by=both)
    stage.fund.staff_roles.create(user=stage.chiba, role="approver")
    with pytest.raises(SamePerson):
        services.approve_recusal(review_id=assigned.pk, by=stage.chiba)
    assert reloaded(assigned).state == "assigned"


def test_staff_of_the_applying_group_do_not_find_it(stage: Scene, assigned: Review) -> None:
    join(stage.endo, assigned.application)
    with pytest.raises(NotFound):
        recuse(stage, assigned, stage.endo)
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("who", ["fujii", "hara", "doi"])
def test_others_cannot_exclude_a_reviewer(stage: Scene, assigned: Review, who: str) -> None:
    with pytest.raises(NotFound):
        recuse(stage, assigned, getattr(stage, who))
    with pytest.raises(NotAllowed):
        recuse(stage, assigned, stage.fukuda)
    assert not Conflict.objects.exists()


@pytest.mark.parametrize(
    ("changes", "pointer"), [({"kind": "friend"}, "/kind"), ({"kind": "other", "note": " "}, "/note")]
)
def test_the_tie_is_named(stage: Scene, assigned: Review, changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        recuse(stage, assigned, stage.chiba, **changes)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert reloaded(assigned).state == "assigned"


def test_the_reviewer_may_say_it_before_the_approval_comes(stage: Scene, assigned: Review) -> None:
    recuse(stage, assigned, stage.endo, kind="donor")
    recuse(stage, assigned, stage.chiba, kind="member")
    conflict = Conflict.objects.get()
    assert (conflict.kind, conflict.by, reloaded(assigned).state) == ("member", stage.chiba, "recused")


def test_what_was_prepared_may_be_dropped(stage: Scene, assigned: Review) -> None:
    with pytest.raises(NothingPrepared):
        services.drop_recusal(review_id=assigned.pk, by=stage.endo, reason="人違い")
    recuse(stage, assigned, stage.endo)
    with pytest.raises(ReasonMissing):
        services.drop_recusal(review_id=assigned.pk, by=stage.endo, reason=" ")
    services.drop_recusal(review_id=assigned.pk, by=stage.endo, reason="人違い")
    with pytest.raises(NothingPrepared):
        services.approve_recusal(review_id=assigned.pk, by=stage.fukuda)
    recuse(stage, assigned, stage.endo)
    assert Conflict.objects.count() == 2


def test_scores_of_the_excluded_are_kept_and_not_counted(stage: Scene) -> None:
    """R8, R9: by hand V1 80, V2 84, V3 77, V4 67 → 308 / 4 = 77.0; without V4 241 / 3 = 80.33 → 80.3."""
    application = stage.application(number="B")
    stage.start()
    with at(DURING):
        stage.score_all({application: FOUR})
    stage.close()
    assert ranking(stage.department).rows[0].score == Decimal("77.0")

    with at(MEETING):
        review = stage.review(application, "V4")
        recuse(stage, review, stage.endo)
        assert ranking(stage.department).rows[0].score == Decimal("77.0")
        services.approve_recusal(review_id=review.pk, by=stage.fukuda)

    row = ranking(stage.department).rows[0]
    assert (row.score, row.count, row.excluded, row.average_before) == (
        Decimal("80.3"),
        3,
        ("V4",),
        Decimal("77.0"),
    )
    assert row.totals["V4"] == 67
    assert Score.objects.filter(review=review).count() == 5
    assert Conflict.objects.get().after_scoring is True


def test_too_few_left_block_the_ranking(stage: Scene) -> None:
    """R8: the default is three counted reviewers."""
    application = stage.application(number="B")
    stage.start()
    with at(DURING):
        stage.score_all({application: FOUR})
        for code in ("V3", "V4"):
            recuse(stage, stage.review(application, code), stage.reviewers[code])
    with pytest.raises(TooFewReviewers):
        ranking(stage.department)


def test_after_the_decision_it_is_for_the_committee(stage: Scene) -> None:
    application = stage.application(number="B")
    stage.start()
    with at(DURING):
        stage.score_all({application: FOUR})
    stage.close()
    review = stage.review(application, "V4")
    recuse(stage, review, stage.endo)
    stage.set_state("decided")
    verbs: list[Callable[[], Any]] = [
        lambda: recuse(stage, review, stage.emoto),
        lambda: recuse(stage, review, stage.endo),
        lambda: services.approve_recusal(review_id=review.pk, by=stage.fukuda),
    ]
    for verb in verbs:
        with pytest.raises(AfterDecision) as refused:
            verb()
        assert "委員会に事案として" in refused.value.text("ja")
    assert reloaded(review).state == "locked"


def test_a_mistake_is_undone_by_two_people_before_the_close(stage: Scene) -> None:
    application = stage.application(number="B")
    stage.start()
    with at(DURING):
        review = stage.score(application, "V4", *FOUR["V4"])
        recuse(stage, review, stage.emoto)
        with pytest.raises(NothingPrepared):
            services.approve_undo_recusal(review_id=review.pk, by=stage.fukuda)
        with pytest.raises(ReasonMissing):
            services.ask_undo_recusal(review_id=review.pk, by=stage.endo, reason="")
        both = make.staff(stage.fund, "officer", "approver")
        services.ask_undo_recusal(review_id=review.pk, by=both, reason="同姓の別人")
        with pytest.raises(SamePerson):
            services.approve_undo_recusal(review_id=review.pk, by=both)
        with pytest.raises(NotAllowed):
            services.approve_undo_recusal(review_id=review.pk, by=stage.endo)
        assert reloaded(review).state == "recused"
        services.approve_undo_recusal(review_id=review.pk, by=stage.fukuda)

        review = reloaded(review)
        assert (review.state, review.submitted_at) == ("declared", None)
        assert Conflict.objects.get().undone_at == DURING
        # What was kept counts again once it is handed in anew.
        services.save_scores(review_id=review.pk, by=stage.emoto, points={})
        services.submit_review(review_id=review.pk, by=stage.emoto)
    assert ranking(stage.department, strict=False).rows[0].totals == {"V4": 67}


def test_once_scores_are_locked_an_exclusion_stays(stage: Scene) -> None:
    application = stage.application(number="B")
    stage.start()
    with at(DURING):
        review = stage.score(application, "V4", *FOUR["V4"])
        recuse(stage, review, stage.emoto)
        services.ask_undo_recusal(review_id=review.pk, by=stage.endo, reason="同姓の別人")
    stage.close()
    for verb in (
        lambda: services.ask_undo_recusal(review_id=review.pk, by=stage.endo, reason="x"),
        lambda: services.approve_undo_recusal(review_id=review.pk, by=stage.fukuda),
    ):
        with pytest.raises(NotNow):
            verb()
    assert reloaded(review).state == "recused"


def test_an_excluded_chair_gets_no_letter_about_it(stage: Scene) -> None:
    application = stage.application(number="B")
    stage.assign()
    recuse(stage, stage.review(application, "V1"), stage.hara)
    recuse(stage, stage.review(application, "V2"), stage.chiba)
    told = Notice.objects.filter(kind="review_recused").values_list("recipient__name", flat=True)
    assert sorted(told) == ["endo", "endo"]


def test_refusals_have_a_code_and_two_languages() -> None:
    for error in (AfterDecision(), RecusalPrepared(), NothingPrepared(), OwnGroup()):
        assert isinstance(error, DomainError)
        assert error.code.startswith("reviews.")
        assert error.text("ja") != error.text("en")
