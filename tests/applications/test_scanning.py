"""Documents and the virus scanner: what waits, what is found, and who is told."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from applications import services
from applications.models import Attachment
from applications.services import office
from applications.states import SCAN
from applications.tasks import scan_documents
from common import scanned
from common.errors import FieldErrors
from fund.models import DocumentType
from notices.models import Notice
from notices.texts import render
from people.models import User
from tests import clamd
from tests import factories as make
from tests.applications.forms import JPEG, PDF, form
from tests.applications.scene import DURING, Scene, clock_at, scene
from trail.models import Event
from trail.services import SYSTEM, move

pytestmark = pytest.mark.django_db
VIRUS = JPEG + clamd.EICAR


@pytest.fixture
def stage(tmp_path: Path, settings: Any) -> Iterator[Scene]:
    settings.MEDIA_ROOT = tmp_path
    with clock_at(DURING):
        yield scene()


@pytest.fixture
def scanner(settings: Any) -> Iterator[Any]:
    with clamd.running() as server:
        settings.CLAMAV = server.address
        yield server


def attach(stage: Scene, pk: int, name: str = "a.jpg", content: bytes = JPEG, code: str = "") -> Attachment:
    return services.attach_document(
        application_id=pk, by=stage.aoki, name=name, content=content, document_code=code
    )


def state_of(made: Attachment) -> str:
    made.refresh_from_db()
    return made.state


def client(user: User) -> APIClient:
    made = APIClient()
    made.force_authenticate(user)
    return made


def download(user: User, made: Attachment) -> tuple[int, bytes]:
    answer = client(user).get(f"/api/v1/applications/{made.application_id}/documents/{made.pk}/")
    if answer.status_code == 200:
        return 200, b"".join(answer.streaming_content)
    return answer.status_code, answer.json()["code"].encode()


def test_without_a_scanner_files_are_not_scanned(stage: Scene) -> None:
    made = attach(stage, stage.draft().pk)
    assert scan_documents() == 0
    assert state_of(made) == "unscanned"
    assert download(stage.aoki, made) == (200, JPEG)


def test_what_waits_is_looked_at(stage: Scene, scanner: Any) -> None:
    application = stage.draft()
    clean, virus = attach(stage, application.pk), attach(stage, application.pk, "b.jpg", VIRUS)
    assert (clean.state, virus.state) == ("waiting", "waiting")
    assert scan_documents() == 2
    assert scanner.seen == [JPEG, VIRUS]
    assert (state_of(clean), state_of(virus)) == ("clean", "infected")
    event = Event.objects.get(subject=f"attachment:{virus.pk}", verb="find_infected")
    assert (event.reason, event.actor_id, event.fund_code) == ("Eicar-Test-Signature", None, stage.fund.code)
    assert scan_documents() == 0


def test_a_file_is_looked_at_as_soon_as_it_is_kept(
    stage: Scene, scanner: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(scanned.current_app, "send_task", lambda name, **_: sent.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        attach(stage, stage.draft().pk)
    assert sent == ["applications.tasks.scan_documents"]


def test_what_came_in_before_there_was_a_scanner_is_taken_up(stage: Scene, settings: Any) -> None:
    made = attach(stage, stage.draft().pk, content=VIRUS)
    with clamd.running() as server:
        settings.CLAMAV = server.address
        assert scan_documents() == 1
    assert state_of(made) == "infected"


def test_while_the_scanner_is_away_everything_waits_and_can_be_filed(stage: Scene, settings: Any) -> None:
    settings.CLAMAV = "127.0.0.1:1"
    DocumentType.objects.create(round=stage.call, code="rules", label_ja="規約")
    application = stage.draft()
    made = attach(stage, application.pk, "a.pdf", PDF, "rules")
    assert scan_documents() == 0
    assert state_of(made) == "waiting"
    services.submit_application(application_id=application.pk, by=stage.aoki)
    # The group has the file anyway; the office gets it when it is known to be clean.
    assert download(stage.aoki, made) == (200, PDF)
    assert download(stage.endo, made) == (409, b"applications.file_not_scanned")
    with clamd.running() as server:
        settings.CLAMAV = server.address
        assert scan_documents() == 1
    assert download(stage.endo, made) == (200, PDF)
    assert not Notice.objects.filter(kind__startswith="document_unusable").exists()


def test_a_file_without_verdict_keeps_no_other_waiting(stage: Scene, scanner: Any) -> None:
    application = stage.draft()
    odd = attach(stage, application.pk, "odd.jpg", JPEG + b"no verdict")
    virus = attach(stage, application.pk, "b.jpg", VIRUS)
    assert scan_documents() == 1
    assert (state_of(odd), state_of(virus)) == ("waiting", "infected")


def test_a_stored_file_that_is_not_what_came_in_is_unreadable(stage: Scene, scanner: Any) -> None:
    application = stage.draft()
    changed, gone, broken = (attach(stage, application.pk, f"{n}.pdf", PDF) for n in range(3))
    Path(changed.file.path).write_bytes(PDF + b"x")
    Path(gone.file.path).unlink()
    # One that came in before such files were refused.
    content = b"%PDF-1.7\n%%EOF\n"
    Path(broken.file.path).write_bytes(content)
    Attachment.objects.filter(pk=broken.pk).update(sha256=hashlib.sha256(content).hexdigest())
    assert scan_documents() == 3
    assert [state_of(made) for made in (changed, gone, broken)] == ["unreadable"] * 3


@pytest.mark.parametrize("state", ["infected", "unreadable"])
def test_an_unusable_document_fills_no_slot(stage: Scene, scanner: Any, state: str) -> None:
    DocumentType.objects.create(round=stage.call, code="rules", label_ja="規約")
    application = stage.draft(requested=70_000)
    made = attach(stage, application.pk, "規約.pdf", PDF, "rules")
    loose = attach(stage, application.pk, "写真.jpg", JPEG)
    Attachment.objects.filter(pk__in=[made.pk, loose.pk]).update(state=state)

    def faults() -> list[tuple[str, str]]:
        with pytest.raises(FieldErrors) as refused:
            services.submit_application(application_id=application.pk, by=stage.aoki)
        return [(fault.pointer, fault.code) for fault in refused.value.faults]

    assert faults() == [
        ("/requested", "applications.unbalanced"),
        ("/documents/rules", f"applications.document_{state}"),
        (f"/documents/{loose.pk}", f"applications.document_{state}"),
    ]
    services.save_draft(application_id=application.pk, by=stage.aoki, data=form(), if_version=None)
    for row in (made, loose):
        services.remove_document(application_id=application.pk, attachment_id=row.pk, by=stage.aoki)
    assert faults() == [("/documents/rules", "applications.document_missing")]
    attach(stage, application.pk, "規約2.pdf", PDF, "rules")
    services.submit_application(application_id=application.pk, by=stage.aoki)


def test_an_infected_document_is_given_to_nobody(stage: Scene, scanner: Any) -> None:
    application = stage.draft()
    made = attach(stage, application.pk, content=VIRUS)
    services.submit_application(application_id=application.pk, by=stage.aoki)
    scan_documents()
    for user in (stage.aoki, stage.viewer, stage.endo, stage.fukuda):
        assert download(user, made) == (409, b"applications.file_infected")
    assert download(stage.fujii, made) == (404, b"common.not_found")


def test_a_stored_file_that_is_gone_is_told_of(stage: Scene) -> None:
    made = attach(stage, stage.draft().pk)
    Path(made.file.path).unlink()
    assert download(stage.aoki, made) == (409, b"applications.file_gone")


def test_what_is_found_after_the_filing_is_told_to_group_and_office(stage: Scene, scanner: Any) -> None:
    application = stage.draft()
    made = attach(stage, application.pk, "見積.jpg", VIRUS)
    services.submit_application(application_id=application.pk, by=stage.aoki)
    scan_documents()
    told = {
        (row.kind, row.recipient_id) for row in Notice.objects.filter(kind__startswith="document_unusable")
    }
    assert told == {
        ("document_unusable", stage.aoki.pk),
        ("document_unusable", stage.baba.pk),
        ("document_unusable_office", stage.endo.pk),
    }
    letter = Notice.objects.filter(kind="document_unusable").first()
    assert letter is not None
    assert (
        "見積.jpg」は、提出のあとの検査で「ウイルスの疑い」" in render(letter.kind, letter.context, "ja")[1]
    )
    seen = client(stage.endo).get(f"/api/v1/applications/{application.pk}/").json()["documents"][0]
    assert (seen["id"], seen["scan_state"], seen["scan_label"]) == (made.pk, "infected", "ウイルスの疑い")

    with pytest.raises(office.DocumentsUnusable):
        services.accept_application(application_id=application.pk, by=stage.endo)


def test_a_draft_is_told_by_its_faults_alone(stage: Scene, scanner: Any) -> None:
    application = stage.draft()
    made = attach(stage, application.pk, content=VIRUS)
    scan_documents()
    assert not Notice.objects.exists()
    timeline = client(stage.endo).get(f"/api/v1/timeline/?subject=attachment:{made.pk}")
    assert timeline.status_code == 404
    answer = client(stage.aoki).get(f"/api/v1/applications/{application.pk}/draft/").json()
    assert [fault["code"] for fault in answer["faults"]] == ["applications.document_infected"]


def test_a_correction_replaces_what_was_found(stage: Scene, scanner: Any) -> None:
    application = stage.draft()
    made = attach(stage, application.pk, content=VIRUS)
    services.submit_application(application_id=application.pk, by=stage.aoki)
    scan_documents()
    due_on = make.at("2025-05-20 00:00").date()

    def ask(*fields: str) -> None:
        services.ask_correction(
            application_id=application.pk, by=stage.endo, fields=list(fields), message="直す", due_on=due_on
        )

    # A correction of something else is not held up by what it does not open.
    ask("summary")
    services.resubmit(application_id=application.pk, by=stage.aoki, data={"summary": "短く"})
    assert application.submissions.get(number=2).data["documents"][0]["id"] == made.pk
    ask("documents")
    with pytest.raises(FieldErrors) as refused:
        services.resubmit(application_id=application.pk, by=stage.aoki)
    assert [fault.code for fault in refused.value.faults] == ["applications.document_infected"]
    services.remove_document(application_id=application.pk, attachment_id=made.pk, by=stage.aoki)
    attach(stage, application.pk, "b.jpg", JPEG)
    services.resubmit(application_id=application.pk, by=stage.aoki)
    assert services.accept_application(application_id=application.pk, by=stage.endo).state == "accepted"


def test_a_verdict_comes_once(stage: Scene, scanner: Any) -> None:
    made = attach(stage, stage.draft().pk)
    services.record_scan(attachment_id=made.pk, verb="find_infected", found="X")
    services.record_scan(attachment_id=made.pk, verb="pass_scan")
    assert state_of(made) == "infected"
    assert Event.objects.filter(subject=f"attachment:{made.pk}").count() == 1


def test_only_the_scanner_goes_the_ways_of_the_table(stage: Scene) -> None:
    assert all(row.who == "S" for row in SCAN.transitions)
    made = attach(stage, stage.draft().pk)
    move(made, "queue_scan", by=SYSTEM, at=DURING)
    move(made, "pass_scan", by=SYSTEM, at=DURING)
    assert state_of(made) == "clean"


def test_a_scanner_that_dies_in_between_loses_nothing(stage: Scene, settings: Any) -> None:
    application = stage.draft()
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMAV = f"127.0.0.1:{server.getsockname()[1]}"
        made = [attach(stage, application.pk, f"{n}.jpg") for n in range(2)]
    assert scan_documents() == 0
    assert {state_of(row) for row in made} == {"waiting"}
