"""The letters with the results: written and held before the release, looked at, and let go with it."""

from __future__ import annotations

from datetime import date

import pytest

from awards import services
from notices import delivery
from notices.models import Notice
from tests.awards.scene_awards import DECISION, Stage, at, queries, stage
from tests.people.http import actions, get, post

pytestmark = pytest.mark.django_db
KINDS = ("offer", "result_waitlisted", "result_declined")


@pytest.fixture
def scene() -> Stage:
    made = stage()
    made.approved()
    return made


def letters() -> dict[str, str]:
    return dict(Notice.objects.filter(kind__in=KINDS).order_by("pk").values_list("dedupe_key", "state"))


def test_nobody_outside_hears_before_the_release(scene: Stage) -> None:
    with at(DECISION):
        path = f"rounds/{scene.call.pk}/decisions/"
        assert actions(get(scene.endo, path))["prepare_letters"][0]
        assert post(scene.endo, f"{path}letters/").status_code == 200
        held = letters()
        assert set(held.values()) == {"held"}
        delivery.deliver()
        assert letters() == held
        scene.call.refresh_from_db()
        assert scene.call.released_at is None
        assert get(scene.voices["A"], f"awards/{scene.award('A').pk}/").status_code == 404

        services.release_results(round_id=scene.call.pk, by=scene.endo)
        assert letters() == dict.fromkeys(held, "queued")
        delivery.deliver()
        assert letters() == dict.fromkeys(held, "sent")


def test_what_was_edited_goes_as_edited_with_the_days_of_the_release(scene: Stage) -> None:
    """The offer is to be accepted 14 days after the release; three days pass before it."""
    with at(DECISION):
        services.prepare_letters(round_id=scene.call.pk, by=scene.endo)
        row = Notice.objects.filter(kind="offer", recipient=scene.voices["A"]).get()
        before = row.context["accept_by"]
        words = {"subject": "内示です", "body": "{accept_by}までにお返事をください。"}
        assert post(scene.endo, f"letters/{row.pk}/edit/", words).status_code == 200
    with at("2025-07-04 10:00"):
        services.release_results(round_id=scene.call.pk, by=scene.endo)
        delivery.deliver()
    row.refresh_from_db()
    award = scene.award("A")
    assert (before, award.accept_by) == ("令和7年7月15日", date(2025, 7, 18))
    assert "令和7年7月18日までにお返事をください。" in row.sent_body


def test_a_letter_taken_out_stays_out(scene: Stage) -> None:
    with at(DECISION):
        services.prepare_letters(round_id=scene.call.pk, by=scene.endo)
        row = Notice.objects.filter(kind="offer", recipient=scene.voices["A"]).get()
        post(scene.endo, "letters/suppress/", {"letters": [row.pk]})
        services.prepare_letters(round_id=scene.call.pk, by=scene.endo)
        services.release_results(round_id=scene.call.pk, by=scene.endo)
    row.refresh_from_db()
    assert row.state == "suppressed"
    assert set(letters().values()) == {"queued", "suppressed"}


def test_letters_are_prepared_by_the_officer_once_it_is_decided(scene: Stage) -> None:
    path = f"rounds/{scene.call.pk}/decisions/letters/"
    assert post(scene.ikeda, path).status_code == 403
    assert post(scene.voices["A"], path).status_code == 404
    with at(DECISION):
        services.release_results(round_id=scene.call.pk, by=scene.endo)
        late = post(scene.endo, path)
    assert (late.status_code, late.json()["code"]) == (409, "common.wrong_state")


def test_preparing_again_costs_the_same(scene: Stage) -> None:
    with at(DECISION):
        cost = [
            queries(lambda: services.prepare_letters(round_id=scene.call.pk, by=scene.endo)) for _ in range(3)
        ]
    assert cost[1] == cost[2]
    assert Notice.objects.filter(kind="offer").count() == 3
