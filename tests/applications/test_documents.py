"""Documents: known kinds told by name and content, within their sizes, by the group alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from applications import services
from applications.services import documents
from applications.services.common import NotEditable
from common import files
from common.errors import NotAllowed, NotFound
from fund.models import DocumentType
from tests import factories as make
from tests.applications.forms import JPEG, PDF, PNG, office_file, pdf
from tests.applications.scene import DURING, Scene, clock_at, scene
from trail.queries import timeline

pytestmark = pytest.mark.django_db
XLSX, DOCX = office_file("xl/workbook.xml"), office_file("word/document.xml")


@pytest.fixture
def stage(tmp_path: Path, settings: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with clock_at(DURING):
        yield scene()


def attach(stage: Scene, pk: int, name: str, content: bytes, **more: Any) -> Any:
    return services.attach_document(application_id=pk, by=stage.aoki, name=name, content=content, **more)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("規約.pdf", PDF),
        ("a.JPG", JPEG),
        ("a.jpeg", JPEG),
        ("写真.png", PNG),
        ("a.xlsx", XLSX),
        ("b.docx", DOCX),
    ],
)
def test_known_kinds_are_kept_under_a_random_name(stage: Scene, name: str, content: bytes) -> None:
    made = attach(stage, stage.draft().pk, name, content)

    assert (made.name, made.size) == (name, len(content))
    assert Path(made.file.path).read_bytes() == content
    stored = Path(made.file.name).stem
    assert re.fullmatch("[0-9a-f]{32}", stored)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"MZ\x90\x00"),
        ("a.pdf", b""),
        ("a.exe", PDF),
        ("pdf", PDF),
        ("a.png", JPEG),
        ("a.xlsx", DOCX),
        ("a.xlsm", XLSX),
        ("a.html", b"<script>"),
    ],
)
def test_other_kinds_are_refused(stage: Scene, name: str, content: bytes) -> None:
    application = stage.draft()
    with pytest.raises(files.FileKindUnknown):
        attach(stage, application.pk, name, content)
    assert not application.attachments.exists()


def test_sizes(stage: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    application = stage.draft()
    ten = JPEG + b"0" * (10 * 1024 * 1024 - len(JPEG))
    with pytest.raises(files.FileTooLarge):
        attach(stage, application.pk, "a.jpg", ten + b"0")
    made = [attach(stage, application.pk, f"{n}.jpg", ten) for n in range(5)]
    with pytest.raises(documents.FilesTooLarge):
        attach(stage, application.pk, "b.pdf", PDF)
    services.remove_document(application_id=application.pk, attachment_id=made[0].pk, by=stage.aoki)
    assert attach(stage, application.pk, "b.pdf", PDF).pk


@pytest.mark.parametrize("name", ["", "  ", "/", "字" * 197 + ".pdf", "a\n.pdf"])
def test_names_that_cannot_be_kept(stage: Scene, name: str) -> None:
    with pytest.raises(files.FileNameUnusable):
        attach(stage, stage.draft().pk, name, PDF)


def test_a_path_in_the_name_is_dropped(stage: Scene) -> None:
    assert attach(stage, stage.draft().pk, "C:\\Users\\x\\規約.pdf", PDF).name == "規約.pdf"
    assert attach(stage, stage.draft().pk, "../../etc/規約.pdf", PDF).name == "規約.pdf"


def test_types_are_those_of_the_call_and_department(stage: Scene) -> None:
    other = make.department(stage.call, "COLLAB")
    DocumentType.objects.create(round=stage.call, code="rules", label_ja="規約")
    DocumentType.objects.create(round=stage.call, department=other, code="plan", label_ja="計画")
    application = stage.draft()
    made = attach(stage, application.pk, "a.pdf", PDF, document_code="rules")
    assert made.document_type.label_ja == "規約"
    for code in ("plan", "none"):
        with pytest.raises(NotFound):
            attach(stage, application.pk, "a.pdf", PDF, document_code=code)


def test_nobody_else_attaches_or_removes(stage: Scene) -> None:
    application = stage.draft()
    made = attach(stage, application.pk, "a.pdf", PDF)
    for by, refusal in ((stage.fujii, NotFound), (stage.endo, NotFound), (stage.viewer, NotAllowed)):
        with pytest.raises(refusal):
            services.attach_document(application_id=application.pk, by=by, name="a.pdf", content=PDF)
        with pytest.raises(refusal):
            services.remove_document(application_id=application.pk, attachment_id=made.pk, by=by)
    elsewhere = stage.draft()
    with pytest.raises(NotFound):
        services.remove_document(application_id=elsewhere.pk, attachment_id=made.pk, by=stage.aoki)


def test_what_was_filed_keeps_its_document(stage: Scene) -> None:
    application = stage.draft()
    made = attach(stage, application.pk, "a.pdf", PDF)
    services.submit_application(application_id=application.pk, by=stage.aoki)
    services.take_back(application_id=application.pk, by=stage.aoki)
    services.remove_document(application_id=application.pk, attachment_id=made.pk, by=stage.aoki)
    assert application.submissions.get().data["documents"][0]["id"] == made.pk
    made.refresh_from_db()
    assert Path(made.file.path).read_bytes() == PDF


def test_a_file_sent_twice_is_there_once(stage: Scene) -> None:
    application = stage.draft()
    first = attach(stage, application.pk, "a.pdf", PDF)
    assert attach(stage, application.pk, "a.pdf", PDF).pk == first.pk
    assert attach(stage, application.pk, "b.pdf", PDF).pk != first.pk
    assert attach(stage, application.pk, "a.pdf", pdf(2)).pk != first.pk
    services.remove_document(application_id=application.pk, attachment_id=first.pk, by=stage.aoki)
    assert attach(stage, application.pk, "a.pdf", PDF).pk != first.pk


def test_a_document_taken_out_can_be_put_back(stage: Scene) -> None:
    application = stage.draft()
    made = attach(stage, application.pk, "a.pdf", PDF)
    services.remove_document(application_id=application.pk, attachment_id=made.pk, by=stage.aoki)
    for by, refusal in ((stage.fujii, NotFound), (stage.endo, NotFound), (stage.viewer, NotAllowed)):
        with pytest.raises(refusal):
            services.restore_document(application_id=application.pk, attachment_id=made.pk, by=by)
    for _ in range(2):
        back = services.restore_document(application_id=application.pk, attachment_id=made.pk, by=stage.baba)
        assert (back.pk, back.removed_at) == (made.pk, None)
    verbs = [event.verb for event in timeline(application)]
    assert verbs == ["create", "attach", "remove_document", "restore_document"]
    with pytest.raises(NotFound):
        services.restore_document(application_id=stage.draft().pk, attachment_id=made.pk, by=stage.aoki)


def test_nothing_comes_back_into_what_is_filed_or_too_large(stage: Scene) -> None:
    application = stage.draft()
    ten = JPEG + b"0" * (10 * 1024 * 1024 - len(JPEG))
    made = [attach(stage, application.pk, f"{n}.jpg", ten) for n in range(5)]
    services.remove_document(application_id=application.pk, attachment_id=made[0].pk, by=stage.aoki)
    attach(stage, application.pk, "b.pdf", PDF)
    with pytest.raises(documents.FilesTooLarge):
        services.restore_document(application_id=application.pk, attachment_id=made[0].pk, by=stage.aoki)
    services.submit_application(application_id=application.pk, by=stage.aoki)
    with pytest.raises(NotEditable):
        services.restore_document(application_id=application.pk, attachment_id=made[0].pk, by=stage.aoki)
