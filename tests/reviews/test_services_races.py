"""Two people at the same moment: what waited for a lock sees the round as it has become (R7, R8).

A second connection really waits: PostgreSQL for the row, SQLite for its one writing place.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from common import clock
from common.errors import DomainError
from fund.models import Round
from reviews import services
from reviews.models import Review, Score
from reviews.services.common import AfterDecision, NotNow
from tests.reviews.scene import Scene, reloaded, scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage() -> Scene:
    """Scoring is open for another hour by the database's own clock."""
    made = scene()
    Round.objects.filter(pk=made.call.pk).update(review_closes_at=clock.now() + timedelta(hours=1))
    made.application()
    made.start()
    return made


def while_held(hold: Callable[[], None], act: Callable[[], Any]) -> object:
    """What comes of `act` over a connection of its own, begun while ours keeps what `hold` locks."""
    outcome: list[object] = []
    started = threading.Event()

    def run() -> None:
        started.set()
        try:
            outcome.append(act())
        except DomainError as refusal:
            outcome.append(refusal)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        hold()
        thread.start()
        assert started.wait(timeout=10)
        time.sleep(0.4)
        assert thread.is_alive(), "it waits for the lock"
    thread.join(timeout=60)
    assert not thread.is_alive()
    return outcome[0]


def test_points_that_waited_for_the_close_are_not_kept(stage: Scene) -> None:
    review = Review.objects.get(member__code="V2")
    services.save_scores(review_id=review.pk, by=stage.chiba, points={"C1": "3"})

    def close() -> None:
        list(Review.objects.select_for_update().order_by("pk"))
        stage.set_state("deciding")

    refusal = while_held(
        close, lambda: services.save_scores(review_id=review.pk, by=stage.chiba, points={"C1": "5"})
    )

    assert isinstance(refusal, NotNow)
    assert Score.objects.get().points == 3


def test_an_exclusion_that_waited_for_the_decision_changes_nothing(stage: Scene) -> None:
    review = Review.objects.get(member__code="V2")

    def decide() -> None:
        Round.objects.select_for_update().get(pk=stage.call.pk)
        stage.set_state("decided")

    refusal = while_held(
        decide,
        lambda: services.recuse_review(review_id=review.pk, by=stage.chiba, kind="member", note=""),
    )

    assert isinstance(refusal, AfterDecision)
    assert reloaded(review).state == "declared"
