"""Applications over HTTP: the line walked by its people, what outsiders get, what a page costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from applications import services
from applications.models import Application
from people.models import User
from tests import factories as make
from tests.applications.forms import PDF, form
from tests.applications.scene import DURING, Scene, clock_at, queries, scene

pytestmark = pytest.mark.django_db
BASE = "/api/v1/applications/"


@pytest.fixture
def stage(settings: Any, tmp_path: Path) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with clock_at(DURING):
        yield scene(steps=[{"rate": "1/2", "cap": 100_000}])


def client(user: User | None) -> APIClient:
    made = APIClient()
    if user is not None:
        made.force_authenticate(user)
    return made


def post(user: User, pk: int, verb: str, body: Any = None, version: int | None = None) -> Any:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return client(user).post(f"{BASE}{pk}/{verb}/", body or {}, format="json", headers=headers)


def patch(user: User, pk: int, body: Any, version: int | None) -> Any:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return client(user).patch(f"{BASE}{pk}/draft/", body, format="json", headers=headers)


def begin(stage: Scene, user: User | None = None) -> Any:
    body = {"department": stage.department.pk, "group": stage.group.pk}
    return client(user or stage.aoki).post(BASE, body, format="json")


def actions(answer: Any) -> dict[str, tuple[bool, str]]:
    return {row["verb"]: (row["allowed"], row["reason"]) for row in answer.json()["actions"]}


def test_the_line_from_draft_to_acceptance(stage: Scene) -> None:
    answer = begin(stage)
    assert answer.status_code == 201
    pk = answer.json()["id"]

    saved = patch(stage.aoki, pk, {"title": "字" * 300, "requested": "八万"}, 1)
    assert saved.status_code == 200
    assert (saved.json()["version"], saved["ETag"]) == (2, '"2"')
    assert saved.json()["draft"]["title"] == "字" * 300
    assert {"/title", "/requested", "/schedule"} <= {fault["pointer"] for fault in saved.json()["faults"]}

    saved = patch(stage.baba, pk, form(), 2)
    assert saved.json()["faults"] == []
    # 100,000 × 1/2 = 50,000
    assert saved.json()["amount"]["award"] == 50_000
    assert saved.json()["amount"]["terms"][0]["expression_en"].startswith("eligible ¥100,000 × 1/2 = ¥50,000")

    filed = post(stage.aoki, pk, "submit", version=3)
    assert filed.status_code == 200
    assert (filed.json()["number"], filed.json()["state"]) == ("R7-05-001", "submitted")

    asked = post(
        stage.endo,
        pk,
        "ask-correction",
        {"fields_asked": ["summary"], "message": "短く", "due_on": "2025-05-20"},
    )
    assert asked.json()["corrections"][0]["fields_asked"] == ["summary"]
    again = post(stage.aoki, pk, "resubmit", {"changes": {"summary": "短い概要"}}, version=3)
    assert [row["number"] for row in again.json()["submissions"]] == [1, 2]

    assessed = post(
        stage.endo, pk, "assess", {"income_additions": [{"category": "協賛金", "amount": "６０,０００"}]}
    )
    assert assessed.json()["assessments"][0]["other_income"] == 80_000
    # 100,000 − 20,000 − 60,000
    assert assessed.json()["amount"]["award"] == 20_000
    accepted = post(stage.endo, pk, "accept", {"checklist": [{"item": "規約", "ok": True}]})
    assert (accepted.json()["state"], accepted.json()["eligibility"]["nth_award"]) == ("accepted", 1)

    # The group sees neither the desk's assessment nor its check before the results are out.
    seen = client(stage.aoki).get(f"{BASE}{pk}/").json()
    assert (seen["assessments"], seen["eligibility"], seen["amount"]["award"]) == (None, None, 50_000)


def test_stale_and_missing_versions(stage: Scene) -> None:
    pk = begin(stage).json()["id"]
    assert patch(stage.aoki, pk, {"title": "一"}, None).status_code == 428
    assert patch(stage.aoki, pk, {"title": "一"}, 1).status_code == 200
    stale = patch(stage.aoki, pk, {"title": "二"}, 1)
    assert stale.status_code == 412
    assert (stale.json()["code"], stale.json()["current"], stale.json()["draft"]) == (
        "common.stale_version",
        2,
        {"title": "一"},
    )
    assert patch(stage.aoki, pk, ["x"], 2).status_code == 400
    assert post(stage.aoki, pk, "submit").status_code == 428


def test_faults_come_back_with_pointers_in_two_languages(stage: Scene) -> None:
    pk = begin(stage).json()["id"]
    patch(stage.aoki, pk, form(requested=70_000, consents=[]), 1)
    refused = post(stage.aoki, pk, "submit", version=2)
    assert refused.status_code == 422
    first = refused.json()["errors"][0]
    assert (first["pointer"], first["code"]) == ("/requested", "applications.unbalanced")
    assert "10,000円少ないです" in first["detail_ja"]
    assert "¥10,000 less" in first["detail_en"]
    assert len(refused.json()["errors"]) == 4


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("submit", None),
        ("resubmit", None),
        ("take-back", None),
        ("discard", None),
        ("withdraw", None),
        ("ask-correction", {"fields_asked": ["title"], "message": "x", "due_on": "2025-05-20"}),
        ("assess", None),
        ("accept", None),
        ("find-ineligible", {"reason": "x"}),
        ("reopen", {"reason": "x"}),
        ("extend-deadline", {"until": "2025-05-20T12:00:00+09:00", "reason": "x"}),
        ("approve-extension", None),
    ],
)
def test_outsiders_find_nothing(stage: Scene, verb: str, body: Any) -> None:
    draft, filed = stage.draft(), stage.submitted()
    before = list(Application.objects.order_by("pk").values())
    for application in (draft, filed):
        assert post(stage.fujii, application.pk, verb, body, version=2).status_code == 404
        assert post(stage.fujii, 10**12, verb, body, version=2).status_code == 404
        answer = client(None).post(f"{BASE}{application.pk}/{verb}/", body or {}, format="json")
        assert answer.status_code in {401, 403}
    assert list(Application.objects.order_by("pk").values()) == before


def test_outsiders_read_nothing(stage: Scene) -> None:
    application = stage.draft()
    made = services.attach_document(application_id=application.pk, by=stage.aoki, name="a.pdf", content=PDF)
    for path in (
        "",
        f"{application.pk}/",
        f"{application.pk}/draft/",
        f"{application.pk}/documents/{made.pk}/",
    ):
        answer = client(stage.fujii).get(BASE + path)
        if path:
            assert answer.status_code == 404
        else:
            assert answer.json()["results"] == []
            assert answer.json()["counts"] == {}
    assert client(stage.endo).get(f"{BASE}{application.pk}/draft/").status_code == 404
    assert begin(stage, stage.fujii).status_code == 404
    assert begin(stage, stage.viewer).status_code == 403


def test_unknown_and_mistyped_input(stage: Scene) -> None:
    application = stage.submitted()
    assert post(stage.endo, application.pk, "accept", {"check": []}).status_code == 400
    assert post(stage.endo, application.pk, "accept", {"checklist": "x"}).status_code == 422
    assert post(stage.endo, application.pk, "assess", {"row_cuts": ["x"]}).status_code == 422
    assert (
        post(
            stage.endo,
            application.pk,
            "ask-correction",
            {"fields_asked": ["title"], "message": "x", "due_on": "来週"},
        ).status_code
        == 422
    )
    assert client(stage.aoki).get(f"{BASE}0/").status_code == 404
    assert client(stage.aoki).get(f"{BASE}?state=nonsense").status_code == 422
    application.refresh_from_db()
    assert application.state == "submitted"


def test_actions_tell_what_is_possible_and_why_not(stage: Scene) -> None:
    application = stage.draft(title="")

    found = actions(client(stage.aoki).get(f"{BASE}{application.pk}/"))
    assert found["save"] == (True, "")
    assert found["discard"] == (True, "")
    assert found["submit"] == (False, "入力内容を確認してください(1件)。")
    assert "withdraw" not in found
    assert actions(client(stage.viewer).get(f"{BASE}{application.pk}/"))["save"][0] is False
    with clock_at("2025-05-16 17:10:01"):
        allowed, reason = actions(client(stage.aoki).get(f"{BASE}{application.pk}/"))["submit"]
    assert not allowed
    assert reason.startswith("締切(令和7年5月16日(金) 17:00)を過ぎています。")

    filed = stage.submitted()
    assert set(actions(client(stage.aoki).get(f"{BASE}{filed.pk}/"))) == {"take_back", "withdraw"}
    office = actions(client(stage.endo).get(f"{BASE}{filed.pk}/"))
    assert {verb for verb, (allowed, _) in office.items() if allowed} == {
        "ask_correction",
        "accept",
        "find_ineligible",
        "assess",
    }
    auditor = make.staff(stage.fund, "auditor")
    assert not any(ok for ok, _ in actions(client(auditor).get(f"{BASE}{filed.pk}/")).values())


def test_filters_and_counts_follow_the_state_shown(stage: Scene) -> None:
    stage.submitted(title="みどりの道")
    stage.in_state("approved")
    stage.in_state("declined")

    everything = client(stage.aoki).get(BASE).json()
    assert everything["counts"] == {"submitted": 1, "under_review": 2}
    assert {row["state"] for row in everything["results"]} == {"submitted", "under_review"}
    hidden = client(stage.aoki).get(f"{BASE}?state=approved").json()
    assert hidden["results"] == []
    assert hidden["counts"] == {"submitted": 1, "under_review": 2}
    assert len(client(stage.endo).get(f"{BASE}?state=approved&state=declined").json()["results"]) == 2
    assert len(client(stage.aoki).get(f"{BASE}?q=みどりの道").json()["results"]) == 1
    assert len(client(stage.aoki).get(f"{BASE}?round={stage.call.pk + 1}").json()["results"]) == 0


def test_hidden_results_look_alike_in_the_detail(stage: Scene) -> None:
    shown = []
    for state in ("approved", "waitlisted", "declined"):
        answer = client(stage.aoki).get(f"{BASE}{stage.in_state(state).pk}/").json()
        assert (answer["state"], answer["state_label"]) == ("under_review", "審査中")
        shown.append(answer["actions"])
    assert shown[0] == shown[1] == shown[2]


def test_documents_over_http(stage: Scene) -> None:
    application = stage.draft()
    path = f"{BASE}{application.pk}/documents/"

    def upload(user: User, name: str, content: bytes) -> Any:
        return client(user).post(path, {"file": SimpleUploadedFile(name, content)}, format="multipart")

    made = upload(stage.aoki, "規約.pdf", PDF)
    assert made.status_code == 201
    assert upload(stage.aoki, "規約.pdf", b"MZ").json()["code"] == "applications.file_kind"
    assert upload(stage.fujii, "規約.pdf", PDF).status_code == 404
    empty = client(stage.aoki).post(path, {}, format="multipart")
    assert (empty.status_code, [fault["pointer"] for fault in empty.json()["errors"]]) == (422, ["/file"])

    one = f"{path}{made.json()['id']}/"
    answer = client(stage.viewer).get(one)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/pdf"
    assert client(stage.fujii).get(one).status_code == 404
    other = stage.draft()
    assert client(stage.aoki).get(f"{BASE}{other.pk}/documents/{made.json()['id']}/").status_code == 404
    assert client(stage.fujii).delete(one).status_code == 404
    assert client(stage.aoki).delete(one).status_code == 204


def test_extension_over_http(stage: Scene) -> None:
    application = stage.draft()
    body = {"until": "2025-05-20T12:00:00+09:00", "reason": "停電"}
    assert post(stage.endo, application.pk, "extend-deadline", body).json()["approved"] is False
    assert post(stage.fukuda, application.pk, "approve-extension").json()["approved"] is True
    with clock_at("2025-05-19 12:00"):
        assert post(stage.aoki, application.pk, "submit", version=2).status_code == 200


def test_lists_and_details_cost_the_same_for_any_number(stage: Scene) -> None:
    """Whether the fund holds 3 applications or 30, of any budget."""
    lists, details = [], []
    for number in (3, 27):
        for n in range(number):
            rows = [{"category": "旅費", "unit_price": 100_000, "quantity": 1}] * (1 + n % 5)
            filed = stage.submitted(
                expenses=rows, requested=100_000 * len(rows), income=[], schedule=form()["schedule"]
            )
            services.accept_application(application_id=filed.pk, by=stage.endo)
        lists.append(queries(lambda: client(stage.endo).get(BASE)))
        details.append(queries(lambda pk=filed.pk: client(stage.endo).get(f"{BASE}{pk}/")))
    assert len(client(stage.endo).get(BASE).json()["results"]) == 30
    assert lists[0] == lists[1]
    assert details[0] == details[1]
