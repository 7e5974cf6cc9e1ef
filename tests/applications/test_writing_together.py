"""Two people at one form: who saved last and when, rows that keep their keys, and who is writing now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisAway

from applications import services
from applications.models import Application
from tests.applications.forms import form
from tests.applications.scene import DURING, Scene, clock_at, end_place, queries, scene
from tests.people.http import client

pytestmark = pytest.mark.django_db
BASE = "/api/v1/applications/"
AT = "2025-05-01T10:00:00+09:00"


@pytest.fixture
def stage() -> Iterator[Scene]:
    with clock_at(DURING):
        yield scene()


@pytest.fixture
def remembered(settings: Any) -> Iterator[None]:
    """A cache of this test's own."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    yield
    cache.clear()


def empty(stage: Scene) -> Application:
    return services.create_application(
        department_id=stage.department.pk, group_id=stage.group.pk, by=stage.aoki
    )


def patch(user: Any, made: Application, body: Any, version: int) -> Any:
    return client(user).patch(
        f"{BASE}{made.pk}/draft/", body, format="json", headers={"If-Match": str(version)}
    )


def say(user: Any, made: Application, part: str) -> Any:
    return client(user).post(f"{BASE}{made.pk}/draft/writing/", {"part": part}, format="json")


def test_the_draft_tells_who_saved_it_last_and_when(stage: Scene) -> None:
    made = empty(stage)
    before = client(stage.aoki).get(f"{BASE}{made.pk}/draft/").json()
    assert (before["saved_by"], before["saved_at"]) == (None, None)

    saved = patch(stage.baba, made, {"title": "ばば"}, 1).json()
    read = client(stage.aoki).get(f"{BASE}{made.pk}/draft/").json()

    who = {"id": stage.baba.pk, "name": "baba"}
    assert (saved["saved_by"], saved["saved_at"]) == (who, AT)
    assert (read["saved_by"], read["saved_at"], read["version"]) == (who, AT, 2)


def test_a_stale_save_learns_whose_version_it_met(stage: Scene) -> None:
    made = empty(stage)
    patch(stage.baba, made, {"title": "ばば"}, 1)
    refused = patch(stage.aoki, made, {"title": "あおき"}, 1)
    assert refused.status_code == 412
    told = refused.json()
    assert told["saved_by"] == {"id": stage.baba.pk, "name": "baba"}
    assert (told["saved_at"], told["current"], told["draft"]) == (AT, 2, {"title": "ばば"})


def keyed(**more: Any) -> dict[str, Any]:
    """The form with a key in each of its rows."""
    content = form(indicators=[{"name": "参加者", "unit": "人", "target": "200"}], **more)
    for side in ("income", "expenses", "schedule", "indicators"):
        content[side] = [{"key": f"{side[0]}{place}", **row} for place, row in enumerate(content[side])]
    return content


def test_rows_keep_their_keys_in_a_draft_and_lose_them_when_filed(stage: Scene) -> None:
    made = empty(stage)
    saved = patch(stage.aoki, made, keyed(), 1).json()
    assert saved["faults"] == []
    assert [row["key"] for row in saved["draft"]["expenses"]] == ["e0", "e1"]

    filed = services.submit_application(application_id=made.pk, by=stage.aoki)

    data = filed.submissions.get().data
    plain = services.submit_application(application_id=stage.draft(**data_of(data)).pk, by=stage.aoki)
    assert data == plain.submissions.get().data
    assert not any("key" in row for side in data.values() if isinstance(side, list) for row in side)
    filed.refresh_from_db()
    assert filed.draft["schedule"][0]["key"] == "s0"


def data_of(filed: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in filed.items() if key != "documents"}


def test_a_key_is_no_change_in_a_correction(stage: Scene) -> None:
    made = stage.returned("title", "indicators")
    services.save_draft(application_id=made.pk, by=stage.aoki, data=keyed(title="直した"), if_version=None)
    done = services.resubmit(application_id=made.pk, by=stage.aoki, data={})
    assert (done.state, done.title, done.saved_by_id) == ("submitted", "直した", stage.aoki.pk)


def test_an_empty_row_with_a_key_says_nothing(stage: Scene) -> None:
    source, target = stage.draft(), empty(stage)
    services.save_draft(
        application_id=target.pk, by=stage.baba, data={"expenses": [{"key": "a"}]}, if_version=None
    )
    copied = services.copy_from(application_id=target.pk, by=stage.aoki, source_id=source.pk)
    assert copied.application.draft["title"] == "みどりの観察会"
    assert (copied.application.saved_by_id, copied.application.saved_at) == (stage.aoki.pk, DURING)


@pytest.mark.usefixtures("remembered")
def test_who_is_writing_is_told_to_the_others_of_the_group(stage: Scene) -> None:
    made = empty(stage)
    assert say(stage.aoki, made, "project").json() == {"version": 1, "writers": []}
    patch(stage.aoki, made, {"title": "あおき"}, 1)

    seen = say(stage.baba, made, "budget").json()

    mark = {"id": stage.aoki.pk, "name": "aoki", "part": "project", "at": AT}
    assert seen == {"version": 2, "writers": [mark]}
    assert [row["part"] for row in say(stage.aoki, made, "project").json()["writers"]] == ["budget"]
    say(stage.baba, made, "")
    assert say(stage.aoki, made, "project").json()["writers"] == []
    other = empty(stage)
    assert say(stage.baba, other, "budget").json()["writers"] == []


@pytest.mark.usefixtures("remembered")
def test_who_left_the_group_writes_no_more(stage: Scene) -> None:
    made = empty(stage)
    say(stage.baba, made, "budget")
    end_place(stage.baba, stage.group)
    assert say(stage.aoki, made, "project").json()["writers"] == []
    assert say(stage.baba, made, "budget").status_code == 404


@pytest.mark.usefixtures("remembered")
def test_only_who_may_write_says_so(stage: Scene) -> None:
    made = empty(stage)
    for person, status in ((stage.viewer, 403), (stage.endo, 404), (stage.fujii, 404)):
        assert say(person, made, "budget").status_code == status
    assert say(stage.aoki, made, "<b>").status_code == 422
    assert say(stage.aoki, stage.in_state("accepted"), "budget").status_code == 409


@pytest.mark.usefixtures("remembered")
def test_the_cost_does_not_grow_with_the_writers(stage: Scene) -> None:
    made = empty(stage)

    def ask() -> None:
        services.say_writing(application_id=made.pk, by=stage.aoki, part="budget")

    alone = queries(ask)
    say(stage.baba, made, "budget")
    assert queries(ask) == alone <= 5


def test_without_redis_nobody_is_told_of_and_nothing_fails(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **named: Any) -> None:
        raise RedisAway

    monkeypatch.setattr(cache, "set", away)
    assert say(stage.aoki, empty(stage), "budget").json() == {"version": 1, "writers": []}
