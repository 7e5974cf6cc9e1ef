"""Messages between a group and the office: who writes and reads, who is told, what stays unread."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from applications import services
from applications.models import Application, Message, ReadMark
from applications.services import documents
from applications.services.messages import MessagesNotOpen, TooManyFiles
from common.calendar import office_days_after
from common.errors import FieldErrors, KeyReused, NotAllowed, NotFound
from common.files import FileLocked
from fund.models import StaffRole
from notices.models import Notice
from notices.texts import render
from people.models import User
from tests import clamd
from tests import factories as make
from tests.applications.forms import JPEG, PDF, pdf
from tests.applications.scene import DURING, Scene, clock_at, end_place, queries, scene
from tests.people.http import client

pytestmark = pytest.mark.django_db
BASE = "/api/v1/applications/"


@pytest.fixture
def stage(tmp_path: Path, settings: Any) -> Iterator[Scene]:
    settings.MEDIA_ROOT = tmp_path
    with clock_at(DURING):
        yield scene()


def write(application: Application, by: User, body: str = "質問です", **more: Any) -> Message:
    return services.post_message(application_id=application.pk, by=by, body=body, **more)


def thread(user: User) -> Any:
    [found] = client(user).get("/api/v1/messages/").json()["results"]
    return found


def read(application: Application, by: User, message: Message) -> Application:
    return services.mark_read(application_id=application.pk, by=by, upto=message.pk)


def test_a_question_and_its_answer(stage: Scene) -> None:
    application = stage.submitted()
    path = f"{BASE}{application.pk}/messages/"
    asked = client(stage.aoki).post(path, {"body": "講師は二人でもよいですか。", "field": "expenses"}).json()
    assert (asked["author_side"], asked["own"], asked["field"], asked["read_at"]) == (
        "group",
        True,
        "expenses",
        None,
    )
    # A colleague has read it; the other side has not.
    client(stage.baba).post(f"{path}read/", {"upto": asked["id"]})
    assert client(stage.aoki).get(path).json()["results"][0]["read_at"] is None
    shown = thread(stage.endo)
    assert shown["application"]["number"] == application.number
    assert (shown["last"]["author_name"], shown["unread"]) == ("aoki", 1)
    # 1 May 2025 is a Thursday; 2 May, then 3 to 6 May are holidays, 7 and 8 May.
    assert shown["expected_reply_on"] == "2025-05-08"

    after = client(stage.endo).post(f"{path}read/", {"upto": asked["id"]}).json()
    assert after["unread"] == 0
    client(stage.endo).post(path, {"body": "はい、かまいません。"})
    answers = client(stage.aoki).get(path).json()["results"]
    assert [(row["author_side"], row["own"]) for row in answers] == [("office", False), ("group", True)]
    assert answers[1]["read_at"] is not None
    shown = thread(stage.aoki)
    assert (shown["unread"], shown["expected_reply_on"]) == (1, None)
    assert thread(stage.baba)["unread"] == 1
    assert thread(stage.endo)["unread"] == 0


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 5, 1), date(2025, 5, 8)),
        (date(2025, 5, 9), date(2025, 5, 14)),  # a Friday
        (date(2025, 5, 10), date(2025, 5, 14)),  # a Saturday
        (date(2025, 12, 26), date(2026, 1, 7)),  # closed from 29 December to 3 January, a Saturday
    ],
)
def test_three_days_on_which_the_office_is_open(day: date, expected: date) -> None:
    assert office_days_after(day, 3) == expected


def test_the_answer_is_expected_by_the_day_in_japan(stage: Scene) -> None:
    application = stage.submitted()
    with clock_at("2025-05-08 00:30"):
        write(application, stage.aoki)
    assert thread(stage.aoki)["expected_reply_on"] == "2025-05-13"


def test_who_writes_and_who_reads(stage: Scene) -> None:
    application = stage.submitted()
    auditor = make.staff(stage.fund, "auditor")
    cashier = make.staff(stage.fund, "cashier")
    chair, donor = make.member(stage.call, "V1", "chair").user, make.user()
    elsewhere = make.staff(make.fund(), "officer")
    first = write(application, stage.aoki)
    for writer in (stage.baba, stage.endo, stage.fukuda, cashier):
        assert write(application, writer).side == ("group" if writer == stage.baba else "office")
    for refused in (stage.viewer, auditor):
        with pytest.raises(NotAllowed):
            write(application, refused)
    for outsider in (chair, donor, elsewhere, stage.fujii):
        with pytest.raises(NotFound):
            write(application, outsider)
        with pytest.raises(NotFound):
            read(application, outsider, first)
        assert client(outsider).get("/api/v1/messages/").json()["results"] == []
        assert client(outsider).get(f"{BASE}{application.pk}/messages/").status_code == 404
    for reader in (stage.viewer, auditor):
        assert len(client(reader).get(f"{BASE}{application.pk}/messages/").json()["results"]) == 5
    read(application, stage.viewer, first)
    with pytest.raises(NotAllowed):
        read(application, auditor, first)
    assert thread(auditor)["unread"] == 0
    assert Message.objects.count() == 5


def test_who_leaves_loses_the_messages(stage: Scene) -> None:
    application = stage.submitted()
    write(application, stage.endo)
    end_place(stage.baba, stage.group)
    StaffRole.objects.filter(user=stage.fukuda).update(ended_on=DURING.date())
    for gone in (stage.baba, stage.fukuda):
        assert client(gone).get("/api/v1/messages/").json()["results"] == []
        assert client(gone).get(f"{BASE}{application.pk}/messages/").status_code == 404
        with pytest.raises(NotFound):
            write(application, gone)
    write(application, stage.endo, "もう一通")
    assert not Notice.objects.filter(kind="message_to_group", recipient=stage.baba, subject_key="x").exists()


def test_the_office_meets_nothing_about_a_draft(stage: Scene) -> None:
    application = stage.draft()
    with pytest.raises(MessagesNotOpen):
        write(application, stage.aoki)
    with pytest.raises(NotFound):
        write(application, stage.endo)
    services.submit_application(application_id=application.pk, by=stage.aoki)
    first = write(application, stage.aoki)
    services.take_back(application_id=application.pk, by=stage.aoki)
    assert client(stage.endo).get("/api/v1/messages/").json()["results"] == []
    with pytest.raises(NotFound):
        read(application, stage.endo, first)
    assert thread(stage.aoki)["last"]["id"] == first.pk


def told(kind: str) -> list[int]:
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient_id", flat=True))


def test_each_is_told_once_until_they_have_read(stage: Scene) -> None:
    application = stage.submitted()
    left = make.user()
    stage.group.memberships.create(user=left, role="editor", ended_on=DURING.date())
    first = write(application, stage.endo)
    last = write(application, stage.fukuda)
    everybody = sorted([stage.aoki.pk, stage.baba.pk, stage.viewer.pk])
    assert told("message_to_group") == everybody
    read(application, stage.aoki, first)
    write(application, stage.endo)
    assert told("message_to_group") == sorted([*everybody, stage.aoki.pk])
    read(application, stage.aoki, last)
    read(application, stage.aoki, first)
    assert ReadMark.objects.filter(reader=stage.aoki).count() == 2

    write(application, stage.aoki)
    write(application, stage.baba)
    assert told("message_to_office") == [stage.endo.pk]


def test_the_letter_says_nothing_of_what_was_written(stage: Scene) -> None:
    application = stage.submitted(title="秘密の事業名")
    write(application, stage.endo, "秘密の本文", field="summary")
    write(application, stage.aoki, "秘密の返事")
    for row in Notice.objects.filter(kind__startswith="message_to"):
        for language in ("ja", "en"):
            text = "\n".join(render(row.kind, row.context, language))
            assert application.number in text
            assert stage.fund.name in text
            for word in ("秘密", stage.group.name, "aoki", "endo"):
                assert word not in text
                assert word not in str(row.context)


def test_what_is_wrong_with_a_message(stage: Scene) -> None:
    application = stage.submitted()
    with pytest.raises(FieldErrors) as refused:
        write(application, stage.aoki, " \n", field="nothing")
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/body", "applications.missing"),
        ("/field", "applications.unknown_field"),
    ]
    with pytest.raises(FieldErrors):
        write(application, stage.aoki, "字" * 4001)
    assert write(application, stage.aoki, "字" * 4000, field="documents").pk
    path = f"{BASE}{application.pk}/messages/"
    assert client(stage.aoki).post(path, {"text": "x"}).status_code == 400
    assert client(stage.aoki).post(path, {"body": "a\0b"}, format="multipart").status_code == 422


def test_sent_twice_is_one(stage: Scene) -> None:
    application = stage.submitted()
    path = f"{BASE}{application.pk}/messages/"

    def send(by: User, body: str, key: str) -> Any:
        return client(by).post(path, {"body": body}, headers={"Idempotency-Key": key})

    first = send(stage.aoki, "一度だけ", "k1")
    again = send(stage.aoki, "一度だけ", "k1")
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert send(stage.aoki, "別の内容", "k1").json()["code"] == "common.key_reused"
    # A key is its sender's own; without one, the same words are two messages.
    assert send(stage.baba, "一度だけ", "k1").json()["id"] != first.json()["id"]
    assert send(stage.aoki, "一度だけ", "").status_code == 201
    assert send(stage.aoki, "一度だけ", "x" * 121).status_code == 428
    assert Message.objects.count() == 3
    with pytest.raises(KeyReused):
        write(application, stage.aoki, "一度だけ", key="k1", files=[("a.jpg", JPEG)])


def test_files_go_through_the_same_door(stage: Scene, settings: Any) -> None:
    application = stage.submitted()
    path = f"{BASE}{application.pk}/messages/"
    with clamd.running() as server:
        settings.CLAMAV = server.address
        upload = [SimpleUploadedFile("見積.pdf", PDF), SimpleUploadedFile("b.jpg", JPEG + clamd.EICAR)]
        made = client(stage.endo).post(path, {"body": "様式です", "files": upload}, format="multipart").json()
        assert [(row["name"], row["scan_state"]) for row in made["files"]] == [
            ("見積.pdf", "waiting"),
            ("b.jpg", "waiting"),
        ]

        def get(user: User, row: Any) -> tuple[int, bytes]:
            answer = client(user).get(f"{BASE}{application.pk}/documents/{row['id']}/")
            return answer.status_code, b"".join(answer.streaming_content) if answer.streaming else b""

        clean, virus = made["files"]
        # The office sent it and has it; the group waits for the scanner.
        assert get(stage.endo, clean) == (200, PDF)
        assert get(stage.aoki, clean)[0] == 409
        assert services.scan_documents() == 2
        assert get(stage.aoki, clean) == (200, PDF)
        assert get(stage.endo, virus)[0] == get(stage.aoki, virus)[0] == 409
        assert get(stage.fujii, clean)[0] == 404
    # They are no part of what is filed, nor of its room, nor do they hold it up.
    detail = client(stage.endo).get(f"{BASE}{application.pk}/").json()
    assert detail["documents"] == []
    assert not Notice.objects.filter(kind__startswith="document_unusable").exists()
    assert services.accept_application(application_id=application.pk, by=stage.endo).state == "accepted"
    for bad, refusal in (([("a.pdf", pdf(1, "pw"))], FileLocked), ([("a.jpg", JPEG)] * 6, TooManyFiles)):
        with pytest.raises(refusal):
            write(application, stage.aoki, files=bad)
    assert Message.objects.count() == 1


def test_files_have_a_room_of_their_own(stage: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "LARGEST_ALL", len(JPEG) * 2)
    application = stage.draft()
    for _ in range(2):
        services.attach_document(application_id=application.pk, by=stage.aoki, name="a.jpg", content=JPEG)
    services.submit_application(application_id=application.pk, by=stage.aoki)
    write(application, stage.aoki, files=[("a.jpg", JPEG)] * 2)
    with pytest.raises(documents.FilesTooLarge):
        write(application, stage.endo, files=[("a.jpg", JPEG)])


def test_a_file_of_a_message_is_not_taken_back(stage: Scene) -> None:
    application = stage.submitted()
    made = write(application, stage.aoki, files=[("a.jpg", JPEG)])
    services.take_back(application_id=application.pk, by=stage.aoki)
    with pytest.raises(NotFound):
        services.remove_document(
            application_id=application.pk, attachment_id=made.files.get().pk, by=stage.aoki
        )
    filed = services.submit_application(application_id=application.pk, by=stage.aoki)
    assert filed.submissions.latest("number").data["documents"] == []


def test_the_database_itself_keeps_what_was_written(stage: Scene) -> None:
    application = stage.submitted()
    made = write(application, stage.aoki)
    read(application, stage.endo, made)
    for rows in (Message.objects.all(), ReadMark.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(at=DURING)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(rows.db)


def test_only_a_message_of_the_application_is_marked(stage: Scene) -> None:
    application, other = stage.submitted(), stage.submitted(title="別の事業")
    made = write(other, stage.aoki)
    with pytest.raises(NotFound):
        read(application, stage.endo, made)
    assert client(stage.endo).get("/api/v1/messages/?unread=true").json()["results"] != []
    read(other, stage.endo, made)
    assert client(stage.endo).get("/api/v1/messages/?unread=true").json()["results"] == []
    assert len(client(stage.endo).get("/api/v1/messages/?unread=false").json()["results"]) == 1
    assert client(stage.endo).get(f"/api/v1/messages/?application={application.pk}").json()["results"] == []


def test_the_one_last_written_about_comes_first_and_pages_follow(stage: Scene) -> None:
    rows = [stage.submitted(title=f"事業{n}") for n in range(3)]
    for application in (*rows, rows[0]):
        write(application, stage.aoki)
    found, url = [], "/api/v1/messages/?page_size=2"
    while url:
        page = client(stage.endo).get(url).json()
        found += [row["application"]["id"] for row in page["results"]]
        url = page["next"]
    assert found == [rows[0].pk, rows[2].pk, rows[1].pk]


@pytest.mark.parametrize("by", ["aoki", "endo"])
def test_the_queries_do_not_grow(stage: Scene, by: str) -> None:
    user = getattr(stage, by)

    def grow(upto: int) -> None:
        while Application.objects.count() < upto:
            application = stage.submitted(title=f"事業{Application.objects.count()}")
            for writer in (stage.aoki, stage.endo):
                last = write(application, writer, files=[("a.jpg", JPEG)])
            read(application, stage.baba, last)
        while first.messages.count() < upto:
            read(first, stage.baba, write(first, stage.endo, files=[("a.jpg", JPEG)]))

    def asked(path: str) -> int:
        return queries(lambda: client(user).get(path))

    first = stage.submitted()
    write(first, stage.aoki)
    grow(3)
    paths = ("/api/v1/messages/", f"{BASE}{first.pk}/messages/")
    few = [asked(path) for path in paths]
    grow(30)
    assert [asked(path) for path in paths] == few
    assert len(client(user).get(paths[0]).json()["results"]) == 30
