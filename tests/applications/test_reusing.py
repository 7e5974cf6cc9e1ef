"""Last year's content and documents in this year's form: what comes over, what does not, and whose."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from applications import services
from applications.models import Application, Attachment
from applications.rules import FormSetup, Question, carry_over
from applications.services import documents
from applications.services.common import NotEditable
from applications.services.reusing import DraftNotEmpty
from common.errors import DomainError, NotAllowed, NotFound, StaleVersion
from common.files import FileBroken, FileUnreadable
from common.scanned import FileInfected
from fund.models import DocumentType, FormQuestion
from fund.policy import FundPolicy
from people.models import User
from tests import clamd
from tests import factories as make
from tests.applications.forms import JPEG, PDF, form
from tests.applications.scene import DURING, Scene, clock_at, queries, scene
from tests.people.http import client
from trail.models import Event

pytestmark = pytest.mark.django_db
BASE = "/api/v1/applications/"


@pytest.fixture
def stage(tmp_path: Path, settings: Any) -> Iterator[Scene]:
    settings.MEDIA_ROOT = tmp_path
    with clock_at(DURING):
        yield scene()


def empty(stage: Scene, department: Any = None) -> Application:
    return services.create_application(
        department_id=(department or stage.department).pk, group_id=stage.group.pk, by=stage.aoki
    )


def filed(stage: Scene, name: str = "規約.pdf", content: bytes = PDF, code: str = "") -> Attachment:
    """A document of an application that was filed."""
    application = stage.draft()
    made = services.attach_document(
        application_id=application.pk, by=stage.aoki, name=name, content=content, document_code=code
    )
    services.submit_application(application_id=application.pk, by=stage.aoki)
    return made


def reuse(target: Application, by: User, made: Attachment, **more: Any) -> Attachment:
    return services.reuse_document(application_id=target.pk, by=by, document_id=made.pk, **more)


def setup(**more: Any) -> FormSetup:
    return FormSetup(date(2025, 7, 1), date(2026, 1, 31), FundPolicy(), **more)


def test_what_the_call_still_asks_for_comes_over() -> None:
    source = form(
        income=[
            {"category": "会費", "description": "会費から", "amount": 20_000},
            {"category": "なくなった費目", "amount": 1},
        ],
        expenses=[
            {
                "category": "報償費",
                "unit_price": 20_000,
                "quantity": 3,
                "amount": 60_000,
                "quote_attached": True,
            },
            {"category": "なくなった費目", "unit_price": 1, "quantity": 1},
            {"unit_price": 5, "quantity": 1},
            "x",
        ],
        answers={"same": "はい", "gone": "x", "choice": "前の選択肢", "number": 5, "empty": ""},
        documents=[{"type": "rules"}],
        odd="x",
        indicators=[],
    )
    questions = (
        Question("same", "text", 100, True),
        Question("choice", "choice", 0, True, ("今の選択肢",)),
        Question("number", "number", 0, True),
        Question("empty", "text", 100, True),
    )
    carried, left_out = carry_over(source, setup(questions=questions))
    assert carried == {
        **{k: source[k] for k in ("title", "summary", "purpose", "activities", "outcome", "continuation")},
        **{key: source[key] for key in ("tags", "continuing", "requested", "schedule")},
        "income": [source["income"][0]],
        "expenses": [
            {"category": "報償費", "unit_price": 20_000, "quantity": 3},
            {"unit_price": 5, "quantity": 1},
        ],
        "answers": {"same": "はい", "number": 5},
    }
    assert [(fault.pointer, fault.code.partition(".")[2]) for fault in left_out] == [
        ("/income/1", "left_category"),
        ("/expenses/0/quote_attached", "left_quote"),
        ("/expenses/1", "left_category"),
        ("/expenses/3", "left_category"),
        ("/answers/gone", "left_question"),
        ("/answers/choice", "left_answer"),
        ("/consents", "left_consents"),
        ("/documents", "left_documents"),
        ("/odd", "left_field"),
    ]


@pytest.mark.parametrize("source", [{}, {"income": "x", "expenses": 5, "answers": []}])
def test_nothing_usable_carries_nothing(source: dict[str, Any]) -> None:
    assert carry_over(source, setup()) == ({}, [])


def copy(target: Application, by: User, source: Application, **more: Any) -> Any:
    return services.copy_from(application_id=target.pk, by=by, source_id=source.pk, **more)


def test_an_empty_draft_takes_last_years_content(stage: Scene) -> None:
    FormQuestion.objects.create(round=stage.call, code="q", label_ja="質問", required=False)
    source = stage.submitted(title="昨年の事業", answers={"q": "答え"})
    target = empty(stage)
    services.save_draft(
        application_id=target.pk, by=stage.aoki, data={"title": "", "tags": []}, if_version=None
    )
    answer = client(stage.aoki).post(f"{BASE}{target.pk}/copy-from/", {"application": source.pk})
    assert answer.status_code == 200, answer.json()
    shown = answer.json()
    assert (shown["version"], answer["ETag"]) == (3, '"3"')
    assert (shown["draft"]["title"], shown["draft"]["answers"]) == ("昨年の事業", {"q": "答え"})
    assert "amount" not in shown["draft"]["expenses"][0]
    assert {fault["pointer"] for fault in shown["faults"]} == {"/consents"}
    assert [row["pointer"] for row in shown["left_out"]] == ["/consents"]
    assert shown["replaced"] == {}
    assert "title" in shown["copied"]
    assert Event.objects.get(verb="copy_from").data["source"] == source.pk
    # What was filed is what comes over, and what is filed again is complete but for the consents.
    services.save_draft(
        application_id=target.pk, by=stage.aoki, data={"consents": form()["consents"]}, if_version=3
    )
    assert services.submit_application(application_id=target.pk, by=stage.aoki).state == "submitted"


def test_nothing_typed_is_lost_silently(stage: Scene) -> None:
    source, target = stage.submitted(title="昨年の事業"), stage.draft(title="今年の事業")
    for more in ({}, {"replace": True}, {"if_version": target.version}):
        with pytest.raises(DraftNotEmpty):
            copy(target, stage.aoki, source, **more)
    with pytest.raises(StaleVersion):
        copy(target, stage.aoki, source, if_version=target.version - 1, replace=True)
    target.refresh_from_db()
    assert target.draft["title"] == "今年の事業"
    answer = client(stage.aoki).post(
        f"{BASE}{target.pk}/copy-from/",
        {"application": source.pk, "replace": True},
        headers={"If-Match": f'"{target.version}"'},
    )
    assert answer.json()["draft"]["title"] == "昨年の事業"
    assert answer.json()["replaced"]["title"] == "今年の事業"
    # What does not come over stays as it was.
    assert answer.json()["draft"]["consents"] == form()["consents"]


def test_only_what_is_the_groups_own(stage: Scene) -> None:
    target = empty(stage)
    other = make.group("別の団体", {stage.fujii: "representative"})
    foreign = make.application(stage.department, other, "submitted", title="他の団体")
    with pytest.raises(NotFound):
        copy(target, stage.aoki, foreign)
    with pytest.raises(NotFound):
        copy(target, stage.aoki, target)
    source = stage.submitted()
    for by, refusal in ((stage.fujii, NotFound), (stage.endo, NotFound), (stage.viewer, NotAllowed)):
        with pytest.raises(refusal):
            copy(target, by, source)
    with pytest.raises(NotEditable):
        copy(stage.returned("summary"), stage.aoki, source, replace=True, if_version=2)


def test_an_earlier_document_is_attached_again(stage: Scene) -> None:
    DocumentType.objects.create(round=stage.call, code="rules", label_ja="規約", required=False)
    old = filed(stage, code="rules")
    call = make.call(stage.fund, code="R8-05")
    later = make.department(call, "NEXT")
    DocumentType.objects.create(round=call, code="rules", label_ja="規約", required=False)
    target = empty(stage, later)
    [row] = client(stage.aoki).get(f"{BASE}{target.pk}/earlier-documents/").json()["results"]
    assert (row["id"], row["name"], row["document_code"], row["document_label"]) == (
        old.pk, "規約.pdf", "rules", "規約",
    )  # fmt: skip
    assert (row["round"]["code"], row["scan_state"], row["application"]["number"]) == (
        "R7-05", "unscanned", old.application.number or "R7-05-001",
    )  # fmt: skip
    answer = client(stage.aoki).post(f"{BASE}{target.pk}/documents/reuse/", {"document": old.pk})
    assert answer.status_code == 201, answer.json()
    made = Attachment.objects.get(pk=answer.json()["id"])
    assert (made.application_id, made.sha256, made.name) == (target.pk, old.sha256, old.name)
    assert made.document_type is not None
    assert made.document_type.round == call
    # A file of its own: the old one stays when the new one goes.
    assert made.file.name != old.file.name
    assert Path(made.file.path).read_bytes() == PDF
    Path(made.file.path).unlink()
    assert Path(old.file.path).exists()
    assert Event.objects.filter(verb="attach", data__reused=old.pk).exists()
    # The draft's own document is not an earlier one.
    assert len(client(stage.aoki).get(f"{BASE}{target.pk}/earlier-documents/").json()["results"]) == 1
    assert reuse(target, stage.aoki, old, document_code="").document_type is None
    with pytest.raises(NotFound):
        reuse(target, stage.aoki, old, document_code="nothing")


def test_it_is_of_no_type_where_the_call_does_not_ask_for_it(stage: Scene) -> None:
    DocumentType.objects.create(round=stage.call, code="rules", label_ja="規約", required=False)
    old = filed(stage, code="rules")
    target = empty(stage, make.department(make.call(stage.fund, code="R8-05"), "NEXT"))
    assert reuse(target, stage.aoki, old).document_type is None


def test_other_groups_other_funds_and_drafts_have_no_earlier_documents(stage: Scene) -> None:
    target = empty(stage)
    draft = stage.draft()
    hidden = services.attach_document(application_id=draft.pk, by=stage.aoki, name="a.jpg", content=JPEG)
    elsewhere = make.application(
        make.department(make.call(make.fund())), stage.group, "submitted", created_by=stage.aoki
    )
    foreign = make.application(stage.department, make.group("別の団体", {}), "submitted")
    message = services.post_message(
        application_id=stage.submitted().pk, by=stage.aoki, body="x", files=[("a.jpg", JPEG)]
    )
    rows = [hidden, message.files.get()]
    rows += [
        Attachment.objects.create(
            application=application,
            name="a.jpg",
            file="a.jpg",
            content_type="image/jpeg",
            size=1,
            sha256="0" * 64,
            by=stage.aoki,
            at=DURING,
        )  # fmt: skip
        for application in (elsewhere, foreign)
    ]
    for row in rows:
        with pytest.raises(NotFound):
            reuse(target, stage.aoki, row)
    assert client(stage.aoki).get(f"{BASE}{target.pk}/earlier-documents/").json()["results"] == []


def test_who_may_reuse(stage: Scene) -> None:
    old, target = filed(stage), empty(stage)
    for by, refusal in ((stage.fujii, NotFound), (stage.endo, NotFound), (stage.viewer, NotAllowed)):
        with pytest.raises(refusal):
            reuse(target, by, old)
    assert client(stage.viewer).get(f"{BASE}{target.pk}/earlier-documents/").status_code == 200
    for outsider in (stage.fujii, stage.endo):
        assert client(outsider).get(f"{BASE}{target.pk}/earlier-documents/").status_code == 404
        # The office sees a filed application, and still has no use for this list.
        assert client(outsider).get(f"{BASE}{old.application_id}/earlier-documents/").status_code == 404
    with pytest.raises(NotEditable):
        reuse(stage.submitted(), stage.aoki, old)


@pytest.mark.parametrize(("state", "refusal"), [("infected", FileInfected), ("unreadable", FileUnreadable)])
def test_what_cannot_be_used_is_not_reused(stage: Scene, state: str, refusal: type[DomainError]) -> None:
    old, target = filed(stage), empty(stage)
    Attachment.objects.filter(pk=old.pk).update(state=state)
    with pytest.raises(refusal):
        reuse(target, stage.aoki, old)


def test_a_stored_file_that_changed_is_not_reused(stage: Scene) -> None:
    old, target = filed(stage, "a.jpg", JPEG), empty(stage)
    Path(old.file.path).write_bytes(JPEG + b"x")
    with pytest.raises(FileBroken):
        reuse(target, stage.aoki, old)
    Path(old.file.path).unlink()
    with pytest.raises(FileBroken):
        reuse(target, stage.aoki, old)


def test_it_is_scanned_anew(stage: Scene, settings: Any) -> None:
    old, target = filed(stage, "a.jpg", JPEG + clamd.EICAR), empty(stage)
    with clamd.running() as server:
        settings.CLAMAV = server.address
        made = reuse(target, stage.aoki, old)
        assert made.state == "waiting"
        services.scan_documents()
    made.refresh_from_db()
    assert made.state == "infected"


def test_the_room_is_the_same(stage: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    old, target = filed(stage, "a.jpg", JPEG), empty(stage)
    monkeypatch.setattr(documents, "LARGEST_ALL", len(JPEG) * 2)
    for _ in range(2):
        reuse(target, stage.aoki, old)
    with pytest.raises(documents.FilesTooLarge):
        reuse(target, stage.aoki, old)


def test_the_queries_do_not_grow(stage: Scene) -> None:
    target = empty(stage)

    def asked() -> int:
        return queries(lambda: client(stage.aoki).get(f"{BASE}{target.pk}/earlier-documents/"))

    for _ in range(3):
        filed(stage, "a.jpg", JPEG)
    few = asked()
    for _ in range(27):
        filed(stage, "a.jpg", JPEG)
    assert asked() == few
    assert len(client(stage.aoki).get(f"{BASE}{target.pk}/earlier-documents/").json()["results"]) == 30


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_pass_the_limit(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Room for one more: of a reuse and an upload at the same moment, one is refused."""
    settings.MEDIA_ROOT = tmp_path
    with clock_at(DURING):
        stage = scene()
        old, target = filed(stage, "a.jpg", JPEG), empty(stage)
    monkeypatch.setattr(documents, "LARGEST_ALL", len(JPEG))
    named = documents.uuid4

    def slowly() -> Any:
        """Between counting and keeping: whoever is not held by the lock counts meanwhile."""
        time.sleep(0.5)
        return named()

    monkeypatch.setattr(documents, "uuid4", slowly)
    together = threading.Barrier(2)
    outcome: list[str] = []

    def run(work: Any) -> None:
        try:
            with clock_at(DURING):
                together.wait(20)
                work()
            outcome.append("kept")
        except documents.FilesTooLarge:
            outcome.append("refused")
        finally:
            connections.close_all()

    works = (
        lambda: reuse(target, stage.aoki, old),
        lambda: services.attach_document(application_id=target.pk, by=stage.aoki, name="b.jpg", content=JPEG),
    )
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcome) == ["kept", "refused"]
    assert target.attachments.count() == 1
