"""The form's screens in one answer: whole for the group's people, for nobody else, at a steady cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from applications import services
from applications.models import Application
from fund.models import DocumentType, FormQuestion
from tests import factories as make
from tests.applications.forms import PDF
from tests.applications.scene import DURING, Scene, clock_at, queries, scene
from tests.people.http import client

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(settings: Any, tmp_path: Any) -> Iterator[Scene]:
    settings.MEDIA_ROOT = tmp_path
    with clock_at(DURING):
        yield scene()


def shown(user: Any, made: Application) -> Any:
    return client(user).get(f"/api/v1/screens/applications/{made.pk}/")


def attach(stage: Scene, made: Application, name: str, code: str = "") -> None:
    services.attach_document(
        application_id=made.pk, by=stage.aoki, name=name, content=PDF, document_code=code
    )


def test_everything_of_a_form_is_there_at_once(stage: Scene) -> None:
    DocumentType.objects.create(round=stage.call, code="rules", label_ja="規約")
    FormQuestion.objects.create(round=stage.call, code="where", label_ja="場所", kind="line")
    made = stage.draft()
    attach(stage, made, "規約.pdf", "rules")

    answer = shown(stage.viewer, made)

    told = answer.json()
    assert answer.headers["ETag"] == f'"{told["draft"]["version"]}"'
    assert told["application"]["id"] == made.pk
    assert told["draft"]["draft"]["title"] == "みどりの観察会"
    assert [fault["pointer"] for fault in told["draft"]["faults"]] == ["/answers/where"]
    assert [row["code"] for row in told["round"]["questions"]] == ["where"]
    assert [row["document_code"] for row in told["documents"]] == ["rules"]
    assert [row["role"] for row in told["group"]["members_present"]] == [
        "representative", "treasurer", "viewer",
    ]  # fmt: skip
    assert (told["form"]["title_limit"], told["form"]["text_limits"]["summary"]) == (40, 200)
    assert told["now"] == "2025-05-01T10:00:00+09:00"
    save = next(action for action in told["application"]["actions"] if action["verb"] == "save")
    assert not save["allowed"]  # a viewer looks on


def test_each_consent_comes_in_full(stage: Scene) -> None:
    told = shown(stage.aoki, stage.draft()).json()["form"]
    assert [row["kind"] for row in told["consents"]] == ["antisocial", "personal_data", "publication"]
    assert all(len(row["text"]) > 40 for row in told["consents"])
    assert "事業名" in told["public_items"]


def test_nobody_else_sees_a_form(stage: Scene) -> None:
    made = stage.submitted()
    for person in (stage.endo, stage.fujii):
        assert shown(person, made).status_code == 404


def test_the_cost_does_not_grow(stage: Scene) -> None:
    made = stage.draft()
    alone = queries(lambda: shown(stage.aoki, made))
    for number in range(5):
        FormQuestion.objects.create(round=stage.call, code=f"q{number}", label_ja="問い")
        DocumentType.objects.create(round=stage.call, code=f"d{number}", label_ja="書類")
        attach(stage, made, f"{number}.pdf", f"d{number}")
        make.department(stage.call, f"DEP{number}")
    assert queries(lambda: shown(stage.aoki, made)) == alone
