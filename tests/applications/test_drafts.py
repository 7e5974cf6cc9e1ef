"""Drafts: whatever is typed is kept, two tabs never overwrite each other, nobody begins too late."""

from __future__ import annotations

from typing import Any

import pytest

from applications import services
from applications.models import Application
from applications.services.common import NotEditable, RoundNotOpen, TooLate
from applications.services.drafting import DraftTooLarge, DraftUnstorable, TooManyDrafts
from common.errors import FieldErrors, NotAllowed, NotFound, StaleVersion, WrongState
from tests.applications.forms import form
from tests.applications.scene import DURING, Scene, clock_at, scene
from trail.queries import timeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Any:
    with clock_at(DURING):
        yield scene()


def begin(stage: Scene, by: Any = None) -> Application:
    return services.create_application(
        department_id=stage.department.pk, group_id=stage.group.pk, by=by or stage.aoki
    )


def save(stage: Scene, application: Application, data: Any, version: int | None = None) -> Application:
    return services.save_draft(application_id=application.pk, by=stage.aoki, data=data, if_version=version)


def test_draft_is_begun_by_writers_of_the_group_only(stage: Scene) -> None:
    assert begin(stage, stage.baba).state == "draft"
    with pytest.raises(NotAllowed):
        begin(stage, stage.viewer)
    with pytest.raises(NotFound):
        begin(stage, stage.fujii)
    with pytest.raises(NotFound):
        begin(stage, stage.endo)
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("now", "state", "refusal"),
    [
        ("2025-04-07 08:59:59", "open", RoundNotOpen),
        ("2025-04-07 09:00:00", "open", None),
        ("2025-05-16 17:00:00", "open", None),
        ("2025-05-16 17:00:01", "open", TooLate),  # the grace is for submissions under way
        ("2025-05-01 10:00:00", "published", RoundNotOpen),
        ("2025-05-01 10:00:00", "closed", RoundNotOpen),
        ("2025-05-01 10:00:00", "cancelled", RoundNotOpen),
        ("2025-05-01 10:00:00", "draft", NotFound),
    ],
)
def test_draft_is_begun_while_the_call_is_open(
    stage: Scene, now: str, state: str, refusal: type[Exception] | None
) -> None:
    stage.call.state = state
    stage.call.save()
    with clock_at(now):
        if refusal is None:
            assert begin(stage).pk
        else:
            with pytest.raises(refusal):
                begin(stage)


def test_twenty_drafts_are_enough(stage: Scene) -> None:
    made = [begin(stage) for _ in range(20)]
    with pytest.raises(TooManyDrafts):
        begin(stage)
    services.discard(application_id=made[0].pk, by=stage.baba)
    assert begin(stage).pk


TYPED = {
    "title": "字" * 5_000,
    "requested": "たぶん三十万円",
    "expenses": [{"unit_price": [], "quantity": {"a": None}}, "行ではない", 12.5],
    "income": "ない",
    "consents": 7,
    "tags": "環境",
    "なぞの欄": [None, True, "👨‍👩‍👧", "か\u3099", "𠮷"],
}


def test_draft_keeps_whatever_is_typed(stage: Scene) -> None:
    application = save(stage, begin(stage), TYPED)

    application.refresh_from_db()
    assert application.draft == TYPED
    assert (application.version, application.title, application.requested) == (2, "", None)


def test_save_replaces_fields_and_empties_those_given_as_none(stage: Scene) -> None:
    application = save(stage, begin(stage), {"title": "一", "summary": "二", "tags": ["三"]})
    application = save(stage, application, {"title": "四", "summary": None})
    assert application.draft == {"title": "四", "tags": ["三"]}


def test_stale_save_tells_both_versions(stage: Scene) -> None:
    application = begin(stage)
    save(stage, application, {"title": "先に保存"}, version=1)

    with pytest.raises(StaleVersion) as refused:
        save(stage, application, {"title": "後から保存"}, version=1)

    assert refused.value.status == 412
    assert refused.value.extra == {
        "current": 2,
        "given": 1,
        "draft": {"title": "先に保存"},
        "saved_by": {"id": stage.aoki.pk, "name": "aoki"},
        "saved_at": "2025-05-01T10:00:00+09:00",
    }
    application.refresh_from_db()
    assert application.draft == {"title": "先に保存"}


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ({"purpose": "字" * 170_000}, DraftTooLarge),  # 3 bytes each: 510,000
        ({"purpose": "a\x00b"}, DraftUnstorable),
        ({"x": [{"y\x00": 1}]}, DraftUnstorable),
        ({"purpose": "\ud800"}, DraftUnstorable),
        ({"requested": float("nan")}, DraftUnstorable),
        ([], FieldErrors),
    ],
)
def test_what_no_database_keeps_is_refused(stage: Scene, data: Any, refusal: type[Exception]) -> None:
    application = begin(stage)
    with pytest.raises(refusal):
        save(stage, application, data)
    application.refresh_from_db()
    assert (application.draft, application.version) == ({}, 1)


def test_text_that_looks_like_an_escape_is_text(stage: Scene) -> None:
    assert save(stage, begin(stage), {"purpose": "\\u0000"}).draft == {"purpose": "\\u0000"}


def test_draft_is_saved_after_the_closing_too(stage: Scene) -> None:
    application = begin(stage)
    with clock_at("2025-06-01 10:00"):
        assert save(stage, application, {"title": "遅れた"}).version == 2


@pytest.mark.parametrize(
    "state", ["submitted", "accepted", "under_review", "approved", "withdrawn", "discarded"]
)
def test_nothing_but_a_draft_is_edited(stage: Scene, state: str) -> None:
    application = stage.in_state(state)
    with pytest.raises(NotEditable):
        save(stage, application, {"title": "x"})


def test_others_do_not_see_a_draft(stage: Scene) -> None:
    application = stage.draft()
    for other in (stage.fujii, stage.endo):
        with pytest.raises(NotFound):
            services.save_draft(application_id=application.pk, by=other, data={"title": "x"}, if_version=None)
    with pytest.raises(NotAllowed):
        services.save_draft(
            application_id=application.pk, by=stage.viewer, data={"title": "x"}, if_version=None
        )
    with pytest.raises(NotFound):
        services.save_draft(application_id=10**9, by=stage.aoki, data={}, if_version=None)
    application.refresh_from_db()
    assert application.draft == form()


def test_discarded_draft_is_gone_for_good(stage: Scene) -> None:
    application = stage.draft()
    services.discard(application_id=application.pk, by=stage.aoki)
    with pytest.raises(WrongState):
        services.discard(application_id=application.pk, by=stage.aoki)
    assert [event.verb for event in timeline(application)] == ["create", "discard"]
