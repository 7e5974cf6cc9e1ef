"""Corrections field by field: what is asked, what became of it, and a day put off."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from rest_framework.test import APIClient

from applications import services
from applications.models import Application, CorrectionRequest
from common.errors import FieldErrors, NotAllowed, NotFound, ReasonMissing, WrongState
from notices.models import Notice
from people.models import User
from tests import factories as make
from tests.applications.forms import JPEG, form
from tests.applications.scene import DURING, Scene, clock_at, queries, scene
from trail.models import Event

pytestmark = pytest.mark.django_db
BASE = "/api/v1/applications/"
DUE = make.at("2025-05-20 00:00").date()
LATER = make.at("2025-05-23 00:00").date()


@pytest.fixture
def stage(tmp_path: Path, settings: Any) -> Iterator[Scene]:
    settings.MEDIA_ROOT = tmp_path
    with clock_at(DURING):
        yield scene()


def client(user: User, language: str = "ja") -> APIClient:
    made = APIClient(HTTP_ACCEPT_LANGUAGE=language)
    made.force_authenticate(user)
    return made


def ask(stage: Scene, application: Application, *requests: tuple[str, str], **more: Any) -> Application:
    return services.ask_correction(
        application_id=application.pk,
        by=stage.endo,
        requests=[{"field": field, "text": text} for field, text in requests],
        **{"due_on": DUE, **more},
    )


def seen(user: User, application: Application, number: int = 1, language: str = "ja") -> Any:
    answer = client(user, language).get(f"{BASE}{application.pk}/corrections/{number}/")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def rows(answer: Any) -> list[tuple[Any, ...]]:
    names = ("field", "request_text", "before", "after", "changed")
    return [tuple(item[name] for name in names) for item in answer["items"]]


def test_each_field_side_by_side_from_request_to_answer(stage: Scene) -> None:
    application = stage.submitted()
    asked = client(stage.endo).post(
        f"{BASE}{application.pk}/ask-correction/",
        {
            "requests": [
                {"field": "requested", "text": "申請額を確かめてください。"},
                {"field": "summary", "text": "対象の人を書いてください。"},
            ],
            "fields_asked": ["tags"],
            "message": "お手数をかけます。",
            "due_on": "2025-05-20",
        },
    )
    assert asked.status_code == 200, asked.json()
    old = form()["summary"]
    # In the order of the form; nothing is changed yet in the group's draft, and the office sees none of it.
    assert rows(seen(stage.aoki, application)) == [
        ("summary", "対象の人を書いてください。", old, old, False),
        ("tags", "", ["環境"], ["環境"], False),
        ("requested", "申請額を確かめてください。", 80_000, 80_000, False),
    ]
    services.save_draft(
        application_id=application.pk,
        by=stage.aoki,
        data={"summary": "親子のための観察会。"},
        if_version=None,
    )
    assert rows(seen(stage.viewer, application))[0][2:] == (old, "親子のための観察会。", True)
    assert {row[3:] for row in rows(seen(stage.endo, application))} == {(None, None)}
    assert "親子" not in client(stage.endo).get(f"{BASE}{application.pk}/").content.decode()

    # What cannot be filed yet is shown as it was typed.
    services.save_draft(
        application_id=application.pk, by=stage.aoki, data={"requested": "八万"}, if_version=None
    )
    assert rows(seen(stage.aoki, application))[2][2:] == (80_000, "八万", True)
    services.resubmit(application_id=application.pk, by=stage.aoki, data={"requested": "８０,０００"})
    for user in (stage.aoki, stage.endo, stage.fukuda):
        answer = seen(user, application)
        assert rows(answer) == [
            ("summary", "対象の人を書いてください。", old, "親子のための観察会。", True),
            ("tags", "", ["環境"], ["環境"], False),
            ("requested", "申請額を確かめてください。", 80_000, 80_000, False),
        ]
        assert (answer["others_changed"], answer["state"], answer["number"]) == ([], "answered", 1)
        detail = client(user).get(f"{BASE}{application.pk}/").json()["corrections"]
        assert [rows(row) for row in detail] == [rows(answer)]
    assert [item["label"] for item in seen(stage.endo, application)["items"]] == ["概要", "テーマ", "申請額"]
    assert seen(stage.endo, application, language="en")["items"][0]["label"] == "Summary"


def test_a_second_correction_keeps_the_first(stage: Scene) -> None:
    application = stage.submitted(summary="一")
    for text in ("二", "三"):
        ask(stage, application, ("summary", f"{text}に"))
        services.resubmit(application_id=application.pk, by=stage.aoki, data={"summary": text})
    listed = client(stage.endo).get(f"{BASE}{application.pk}/corrections/").json()["results"]
    assert [(row["number"], rows(row)[0][2:]) for row in listed] == [
        (2, ("二", "三", True)),
        (1, ("一", "二", True)),
    ]


def test_documents_side_by_side(stage: Scene) -> None:
    application = stage.submitted()
    ask(stage, application, ("documents", "見積書を"))
    services.attach_document(application_id=application.pk, by=stage.aoki, name="a.jpg", content=JPEG)
    [(_, _, before, after, changed)] = rows(seen(stage.aoki, application))
    assert (before, [row["name"] for row in after], changed) == ([], ["a.jpg"], True)
    assert rows(seen(stage.endo, application))[0][3] is None
    services.resubmit(application_id=application.pk, by=stage.aoki)
    assert rows(seen(stage.endo, application))[0][3:] == (after, True)


def test_what_was_not_answered_shows_nothing_after(stage: Scene) -> None:
    application = stage.submitted()
    ask(stage, application, ("summary", "短く"))
    services.save_draft(application_id=application.pk, by=stage.aoki, data={"summary": "x"}, if_version=None)
    services.withdraw(application_id=application.pk, by=stage.aoki)
    for user in (stage.aoki, stage.endo):
        answer = seen(user, application)
        assert (answer["state"], rows(answer)[0][3:]) == ("dropped", (None, None))


def test_a_change_nobody_asked_for_would_be_named(stage: Scene) -> None:
    application = stage.submitted()
    ask(stage, application, ("summary", "短く"))
    services.save_draft(application_id=application.pk, by=stage.aoki, data={"purpose": "x"}, if_version=None)
    assert seen(stage.aoki, application)["others_changed"] == ["purpose"]
    with pytest.raises(FieldErrors):
        services.resubmit(application_id=application.pk, by=stage.aoki)


def test_the_letter_tells_each_request(stage: Scene) -> None:
    application = stage.submitted()
    ask(stage, application, ("requested", "確かめて"), ("summary", "短く"), message="よろしく")
    letter = Notice.objects.filter(kind="application_correction").earliest("pk")
    assert letter.context["fields"] == "概要、申請額"
    assert letter.context["message"] == "・概要: 短く\n・申請額: 確かめて\nよろしく"


@pytest.mark.parametrize(
    ("requests", "more", "pointers"),
    [
        ([("summary", "短く")], {}, []),
        ([("summary", " ")], {}, ["/message"]),
        ([("summary", "短く")], {"fields": ["title"]}, ["/message"]),
        ([("summary", "短く")], {"fields": ["title"], "message": "直す"}, []),
        ([], {"message": "直す"}, ["/fields"]),
        ([("nothing", "短く")], {}, ["/requests/0/field"]),
        ([("summary", "一"), ("summary", "二")], {}, ["/requests/1/field"]),
        ([("summary", "字" * 2001)], {}, ["/requests/0/text"]),
        ([("summary", "短く")], {"due_on": make.at("2025-04-30 00:00").date()}, ["/due_on"]),
    ],
)
def test_what_is_wrong_with_a_request(
    stage: Scene, requests: list[tuple[str, str]], more: dict[str, Any], pointers: list[str]
) -> None:
    application = stage.submitted()
    if not pointers:
        assert ask(stage, application, *requests, **more).state == "returned"
        return
    with pytest.raises(FieldErrors) as refused:
        ask(stage, application, *requests, **more)
    assert [fault.pointer for fault in refused.value.faults] == pointers


def postpone(application: Application, by: User, **more: Any) -> Application:
    values = {"due_on": LATER, "reason": "代表が入院したため", **more}
    return services.postpone_correction(application_id=application.pk, by=by, **values)


def test_a_day_is_put_off_with_its_reason(stage: Scene) -> None:
    application = stage.submitted()
    ask(stage, application, ("summary", "短く"))
    shown = client(stage.endo).post(
        f"{BASE}{application.pk}/postpone-correction/", {"due_on": "2025-05-23", "reason": "入院"}
    )
    assert shown.json()["corrections"][0]["due_on"] == "2025-05-23"
    event = Event.objects.get(verb="postpone_correction")
    assert (event.reason, event.actor_id) == ("入院", stage.endo.pk)
    assert event.data == {"correction": 1, "before": "2025-05-20", "due_on": "2025-05-23"}
    told = Notice.objects.filter(kind="application_correction_postponed")
    assert {row.recipient_id for row in told} == {stage.aoki.pk, stage.baba.pk}
    with clock_at("2025-05-22 10:00"):
        assert services.expire_corrections() == 0
        services.resubmit(application_id=application.pk, by=stage.aoki)
    with pytest.raises(WrongState):
        postpone(application, stage.endo)


def test_a_day_that_is_over_can_be_put_off_until_the_clock_ends_it(stage: Scene) -> None:
    application = stage.submitted()
    ask(stage, application, ("summary", "短く"))
    with clock_at("2025-05-21 00:05"):
        postpone(application, stage.endo)
        assert services.expire_corrections() == 0
    with clock_at("2025-05-24 00:05"):
        assert services.expire_corrections() == 1


def test_who_may_put_it_off_and_how_far(stage: Scene) -> None:
    application = stage.submitted()
    ask(stage, application, ("summary", "短く"))
    for by, refusal in ((stage.aoki, NotAllowed), (stage.fukuda, NotAllowed), (stage.fujii, NotFound)):
        with pytest.raises(refusal):
            postpone(application, by)
    with pytest.raises(ReasonMissing):
        postpone(application, stage.endo, reason=" ")
    for due_on in (DUE, make.at("2025-05-19 00:00").date()):
        with pytest.raises(FieldErrors):
            postpone(application, stage.endo, due_on=due_on)
    with clock_at("2025-05-25 10:00"), pytest.raises(FieldErrors):
        postpone(application, stage.endo)
    offered = {
        row["verb"]: row["allowed"]
        for row in client(stage.endo).get(f"{BASE}{application.pk}/").json()["actions"]
    }
    assert offered["postpone_correction"] is True


def test_outsiders_find_no_correction(stage: Scene) -> None:
    application = stage.submitted()
    ask(stage, application, ("summary", "短く"))
    for path in ("corrections/", "corrections/1/"):
        assert client(stage.fujii).get(f"{BASE}{application.pk}/{path}").status_code == 404
    assert client(stage.endo).get(f"{BASE}{application.pk}/corrections/2/").status_code == 404


def test_the_queries_do_not_grow(stage: Scene) -> None:
    application = stage.submitted()

    def grow(upto: int) -> None:
        while application.corrections.count() < upto:
            if application.corrections.filter(state="open").exists():
                services.resubmit(application_id=application.pk, by=stage.aoki)
            ask(stage, application, ("summary", "短く"))

    def asked() -> list[int]:
        def one(user: User, path: str) -> int:
            return queries(lambda: client(user).get(f"{BASE}{application.pk}/{path}"))

        return [
            one(user, path)
            for user in (stage.aoki, stage.endo)
            for path in ("", "corrections/", "corrections/2/")
        ]

    grow(3)
    few = asked()
    grow(30)
    assert asked() == few


def test_older_requests_are_numbered_by_the_migration(stage: Scene) -> None:
    application = stage.submitted()
    for _ in range(2):
        with clock_at("2025-05-02 10:00"):
            ask(stage, application, ("summary", "短く"))
        with clock_at("2025-05-03 10:00"):
            services.resubmit(application_id=application.pk, by=stage.aoki)
        CorrectionRequest.objects.filter(number__lt=10).update(number=10 + CorrectionRequest.objects.count())
    with clock_at("2025-05-04 10:00"):
        ask(stage, application, ("summary", "短く"))
    CorrectionRequest.objects.update(of_submission=0)
    import_module("applications.migrations.0007_correction_texts").number(apps, None)
    assert list(CorrectionRequest.objects.order_by("pk").values_list("number", flat=True)) == [1, 2, 3]
    assert CorrectionRequest.objects.latest("pk").of_submission == 3
