"""A round's review started and closed, by the office and by the clock; R15: who is reminded before."""

from __future__ import annotations

from typing import Any

import pytest

from applications.services.office import DeskUnfinished
from common.errors import NotAllowed, NotFound, WrongState
from fund.models import Round
from notices import radar, tasks
from notices.models import Notice
from notices.wording import written
from reviews import services
from reviews.models import Review
from reviews.services.turning import ScoresMissing, UndeclaredLeft
from reviews.tasks import close_reviews
from tests import factories as make
from tests.reviews.scene import BEFORE, CLOSES, DURING, Scene, at, queries, reloaded, scene
from trail.models import Event
from trail.services import SYSTEM

pytestmark = pytest.mark.django_db
THREES = (3, 3, 3, 3, 3)


@pytest.fixture
def stage() -> Any:
    with at(BEFORE):
        yield scene()


def start(stage: Scene, by: Any = None) -> Round:
    return services.start_review(round_id=stage.call.pk, by=by or stage.endo)


def test_accepted_applications_come_under_review(stage: Scene) -> None:
    rows = {state: stage.application(state) for state in ("accepted", "draft", "ineligible", "withdrawn")}
    stage.assign()
    stage.declare_all()
    assert start(stage).state == "reviewing"
    assert {state: reloaded(row).state for state, row in rows.items()} == {
        "accepted": "under_review",
        "draft": "draft",
        "ineligible": "ineligible",
        "withdrawn": "withdrawn",
    }
    told = Notice.objects.filter(kind="review_started").values_list("recipient__name", flat=True)
    assert sorted(told) == ["chiba", "doi", "emoto", "hara"]
    with pytest.raises(WrongState):
        start(stage)


@pytest.mark.parametrize("state", ["submitted", "returned"])
def test_the_desk_is_done_first(stage: Scene, state: str) -> None:
    accepted = stage.application(number="a")
    stage.application(state, number="open")
    stage.assign()
    stage.declare_all()
    with pytest.raises(DeskUnfinished) as refused:
        start(stage)
    assert refused.value.extra == {"numbers": "open"}
    assert (reloaded(stage.call).state, reloaded(accepted).state) == ("closed", "accepted")


def test_everybody_has_declared_first(stage: Scene) -> None:
    application, gone = stage.application(), stage.application()
    stage.assign()
    gone.state = "withdrawn"
    gone.save()
    for code in ("V1", "V2"):
        services.declare_no_conflict(review_id=stage.review(application, code).pk, by=stage.reviewers[code])
    services.recuse_review(review_id=stage.review(application, "V3").pk, by=stage.doi, kind="member", note="")
    with pytest.raises(UndeclaredLeft) as refused:
        start(stage)
    assert refused.value.extra == {"codes": "V4"}
    services.release_review(review_id=stage.review(application, "V4").pk, by=stage.endo, reason="返事がない")
    assert start(stage).state == "reviewing"


def test_who_may_start_and_close(stage: Scene) -> None:
    for person, refusal in ((stage.fujii, NotFound), (stage.hara, NotAllowed), (stage.fukuda, NotAllowed)):
        with pytest.raises(refusal):
            start(stage, person)
        with pytest.raises(refusal):
            services.close_review(round_id=stage.call.pk, by=person)
    assert reloaded(stage.call).state == "closed"


def test_the_office_closes_when_all_scores_are_in(stage: Scene) -> None:
    application, gone = stage.application(), stage.application()
    stage.start()
    gone.state = "withdrawn"
    gone.save(update_fields=["state"])
    with at(DURING):
        for code in ("V1", "V2", "V3"):
            stage.score(application, code, *THREES)
        stage.score(application, "V4", *THREES, submit=False)
        with pytest.raises(ScoresMissing) as refused:
            services.close_review(round_id=stage.call.pk, by=stage.endo)
        assert refused.value.extra["codes"] == "V4"
        services.submit_review(review_id=stage.review(application, "V4").pk, by=stage.emoto)
        assert services.close_review(round_id=stage.call.pk, by=stage.endo).state == "deciding"
    states = Review.objects.filter(application=application).values_list("state", flat=True)
    assert set(states) == {"locked"}
    with pytest.raises(WrongState):
        services.close_review(round_id=stage.call.pk, by=stage.endo)


def test_the_clock_closes_at_its_time_and_only_then(stage: Scene) -> None:
    application = stage.application()
    stage.start()
    with at(DURING):
        stage.score(application, "V2", *THREES)
        stage.score(application, "V3", *THREES, submit=False)
    with at("2025-06-20 16:59:59"):
        assert close_reviews() == 0
    with at(CLOSES):
        assert close_reviews() == 1
        assert close_reviews() == 0
    assert reloaded(stage.call).state == "deciding"
    assert {row.member.code: row.state for row in Review.objects.all()} == {
        "V1": "declared",
        "V2": "locked",
        "V3": "in_progress",
        "V4": "declared",
    }
    event = Event.objects.get(verb="close_review")
    assert (event.actor_id, event.at) == (None, CLOSES)


def test_starting_and_closing_cost_the_same_for_any_number() -> None:
    def cost(applications: int) -> tuple[int, int]:
        with at(BEFORE):
            stage = scene()
            for _ in range(applications):
                stage.application()
            stage.assign()
            Review.objects.filter(application__round=stage.call).update(state="declared")
            starting = queries(lambda: start(stage))
            Review.objects.filter(application__round=stage.call).update(state="submitted")
        with at(CLOSES):
            return starting, queries(lambda: services.close_review(round_id=stage.call.pk, by=SYSTEM))

    # 80 reviews: SQLite updates about a hundred rows a statement.
    assert cost(3) == cost(20)


def test_what_was_reopened_by_error_is_admitted_late(stage: Scene) -> None:
    stage.application()
    stage.start()
    late = stage.application()
    for person, refusal in ((stage.fujii, NotFound), (stage.hara, NotAllowed), (stage.fukuda, NotAllowed)):
        with pytest.raises(refusal):
            services.admit_application(application_id=late.pk, by=person)
    services.admit_application(application_id=late.pk, by=stage.endo)
    assert reloaded(late).state == "under_review"
    with pytest.raises(WrongState):
        services.admit_application(application_id=late.pk, by=stage.endo)
    assert stage.assign() == 4


def remind(moment: str) -> list[tuple[str, Any]]:
    known = set(Notice.objects.values_list("pk", flat=True))
    with at(moment):
        tasks.send_reminders()
    new = Notice.objects.exclude(pk__in=known).order_by("recipient__name")
    return [(row.recipient.name, row.context["count"]) for row in new if row.recipient]


def test_reviewers_with_open_reviews_are_reminded(stage: Scene) -> None:
    """R15: 30, 14, 7 and 1 days before 20 June, one letter for all that a reviewer has left."""
    assert "review_due" in {rule.name for rule in radar.rules()}
    one, two = stage.application(), stage.application()
    gone = stage.application()
    stage.assign()
    gone.state = "withdrawn"
    gone.save()
    assert remind("2025-06-06 09:00") == [(name, 2) for name in ("chiba", "doi", "emoto", "hara")]
    stage.declare_all()
    start(stage)
    with at(DURING):
        for application in (one, two):
            stage.score(application, "V2", *THREES)
        stage.score(one, "V3", *THREES)
        services.recuse_review(review_id=stage.review(two, "V4").pk, by=stage.emoto, kind="member", note="")
    stage.hara.is_active = False
    stage.hara.save()
    assert remind("2025-06-13 09:00") == [("doi", 1), ("emoto", 1)]
    assert remind("2025-06-13 09:05") == []
    assert remind("2025-06-14 09:00") == []
    notice = Notice.objects.filter(kind="review_due").latest("pk")
    assert "令和7年6月20日(金) 17:00" in written(notice, {})[0]
    stage.set_state("deciding")
    assert remind("2025-06-19 09:00") == []


def test_reminders_cost_the_same_for_any_number(stage: Scene) -> None:
    with at("2025-06-13 09:00"):
        day = make.at("2025-06-20 00:00").date()
        costs = []
        for number in (3, 27):
            for _ in range(number):
                stage.application()
            stage.assign()
            [rule] = [rule for rule in radar.rules() if rule.name == "review_due"]
            costs.append(queries(lambda rule=rule: list(radar.letters_of(rule, {day: 7}))))  # type: ignore[misc]
    assert costs == [1, 1]
