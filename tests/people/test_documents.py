"""Papers that a group keeps: who may, what is taken, the scanner, and a copy into an application."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applications import services as applications
from common.errors import FieldErrors, NotAllowed, NotFound
from people import services
from people.models import Group, GroupDocument
from people.services.documents import GroupFilesTooLarge
from people.tasks import scan_documents
from tests import clamd
from tests import factories as make
from tests.applications.forms import JPEG, PDF
from tests.applications.scene import DURING, Scene, clock_at, scene
from tests.people.http import client, faults
from trail.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(tmp_path: Path, settings: Any) -> Iterator[Scene]:
    settings.MEDIA_ROOT = tmp_path
    with clock_at(DURING):
        yield scene()


def keep(stage: Scene, by: Any = None, content: bytes = PDF, **more: Any) -> GroupDocument:
    values = {"kind": "rules", "name": "規約.pdf", **more}
    return services.keep_document(group_id=stage.group.pk, by=by or stage.aoki, content=content, **values)


def upload(stage: Scene, user: Any, **fields: Any) -> Any:
    body = {"file": SimpleUploadedFile("規約.pdf", PDF, "application/pdf"), "kind": "rules", **fields}
    return client(user).post(f"/api/v1/groups/{stage.group.pk}/documents/", body, format="multipart")


def test_a_paper_is_kept_and_taken_out(stage: Scene) -> None:
    answer = upload(stage, stage.baba, dated_on="2025-04-01")
    assert answer.status_code == 201
    told = answer.json()
    assert (told["kind_label"], told["dated_on"], told["scan_label"]) == (
        "規約・会則",
        "2025-04-01",
        "未検査",
    )
    one = f"/api/v1/groups/{stage.group.pk}/documents/{told['id']}/"
    for user in (stage.aoki, stage.viewer):
        got = client(user).get(one)
        assert (got.status_code, b"".join(got.streaming_content)) == (200, PDF)
        assert got["Content-Disposition"].startswith("attachment")
    assert client(stage.viewer).delete(one).status_code == 403
    assert client(stage.aoki).delete(one).status_code == 204
    assert client(stage.aoki).get(one).status_code == 404
    verbs = Event.objects.filter(subject=f"group:{stage.group.pk}").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["keep_document", "remove_document"]


def test_who_may_not(stage: Scene) -> None:
    with pytest.raises(NotAllowed):
        keep(stage, stage.viewer)
    for outsider in (stage.fujii, stage.endo):
        with pytest.raises(NotFound):
            keep(stage, outsider)
    made = keep(stage)
    assert client(stage.endo).get(f"/api/v1/groups/{stage.group.pk}/documents/{made.pk}/").status_code == 404


def test_what_is_wrong_is_named(stage: Scene) -> None:
    assert set(faults(upload(stage, stage.aoki, kind="photo"))) == {"/kind"}
    assert set(faults(upload(stage, stage.aoki, dated_on="2025-05-02"))) == {"/dated_on"}
    assert set(faults(upload(stage, stage.aoki, file=""))) == {"/file"}
    assert upload(stage, stage.aoki, colour="red").status_code == 400
    with pytest.raises(FieldErrors):
        keep(stage, kind="")
    assert not GroupDocument.objects.exists()


def test_all_papers_together_have_an_end(stage: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("people.services.documents.LARGEST_ALL", len(PDF) * 2)
    first = keep(stage)
    keep(stage)
    with pytest.raises(GroupFilesTooLarge):
        keep(stage)
    services.remove_document(group_id=stage.group.pk, document_id=first.pk, by=stage.aoki)
    keep(stage)


def test_what_waits_is_scanned_and_a_virus_is_given_to_nobody(stage: Scene, settings: Any) -> None:
    before = keep(stage, name="前.pdf")
    with clamd.running() as server:
        settings.CLAMAV = server.address
        virus = keep(stage, name="a.jpg", content=JPEG + clamd.EICAR)
        assert virus.state == "waiting"
        assert scan_documents() == 2
    before.refresh_from_db()
    virus.refresh_from_db()
    assert (before.state, virus.state) == ("clean", "infected")
    answer = client(stage.aoki).get(f"/api/v1/groups/{stage.group.pk}/documents/{virus.pk}/")
    assert (answer.status_code, answer.json()["code"]) == (409, "applications.file_infected")


def test_an_application_takes_a_copy(stage: Scene) -> None:
    kept, draft = keep(stage), stage.draft()
    answer = client(stage.baba).post(
        f"/api/v1/applications/{draft.pk}/documents/reuse/", {"group_document": kept.pk}, format="json"
    )
    assert answer.status_code == 201
    made = draft.attachments.get()
    assert (made.name, made.sha256) == ("規約.pdf", kept.sha256)
    services.remove_document(group_id=stage.group.pk, document_id=kept.pk, by=stage.aoki)
    with made.file.open("rb") as held:
        assert held.read() == PDF
    with pytest.raises(NotFound):
        applications.use_group_document(application_id=draft.pk, by=stage.aoki, document_id=kept.pk)


def test_nobody_takes_another_groups_paper(stage: Scene) -> None:
    other = make.group("別の会", {stage.fujii: "representative"})
    theirs = services.keep_document(
        group_id=other.pk, by=stage.fujii, kind="rules", name="規約.pdf", content=PDF
    )
    draft = stage.draft()
    answer = client(stage.aoki).post(
        f"/api/v1/applications/{draft.pk}/documents/reuse/", {"group_document": theirs.pk}, format="json"
    )
    assert answer.status_code == 404
    assert Group.objects.count() == 2


def test_one_document_is_chosen(stage: Scene) -> None:
    address = f"/api/v1/applications/{stage.draft().pk}/documents/reuse/"
    for body in ({}, {"document": 1, "group_document": 1}):
        assert set(faults(client(stage.aoki).post(address, body, format="json"))) == {"/document"}
