"""Receipts and photos of a report: sent once, filed with it, given to whom they concern; what is public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from awards import queries
from awards.models import Award, PhotoSize, Report, ReportFile
from awards.services import attach_file, judging, remove_file, report_files, reporting, unpublish_photo
from awards.services.report_scanning import scan_report_files
from common import clock_control
from common.errors import FieldErrors, NotAllowed, NotFound
from common.files import FileBroken, FileKindUnknown
from fund.models import Department
from notices.models import Notice
from tests import clamd
from tests.applications.forms import PDF, pdf
from tests.awards.scene import REPORTED, Scene, hooks_off, row, scene
from tests.awards.scene import queries as count_queries
from tests.common.test_pictures import photo
from trail.models import Event

pytestmark = pytest.mark.django_db
BASE = "/api/v1/"


@pytest.fixture(autouse=True)
def above(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    hooks_off(monkeypatch)


@pytest.fixture
def here() -> Iterator[Scene]:
    made = scene("A", "B")
    made.started("A")
    with clock_control.on(REPORTED):
        yield made


def receipt(
    here: Scene, key: str = "r1", row: str = "row1", content: bytes = PDF, name: str = "A"
) -> ReportFile:
    return attach_file(
        report_id=here.report(name).pk,
        by=here.voices[name],
        name="領収書.pdf",
        content=content,
        kind="receipt",
        key=key,
        row=row,
    )


def picture(here: Scene, key: str = "p1", content: bytes | None = None) -> ReportFile:
    return attach_file(
        report_id=here.report().pk,
        by=here.voices["A"],
        name="花壇.jpeg",
        content=content or photo(2000, 1000),
        kind="photo",
        key=key,
    )


def save(here: Scene, **data: Any) -> Report:
    return reporting.save_report(report_id=here.report().pk, by=here.voices["A"], data=data)


def submit(here: Scene) -> Report:
    return reporting.submit_report(report_id=here.report().pk, by=here.voices["A"])


def accept(here: Scene) -> None:
    pk, count = here.report().pk, here.report().rows.count()
    verdicts = [{"position": place, "verdict": "accepted"} for place in range(count)]
    judging.judge_rows(report_id=pk, by=here.endo, verdicts=verdicts)
    judging.accept_report(report_id=pk, by=here.endo)


def client(person: Any) -> APIClient:
    made = APIClient()
    if person is not None:
        made.force_authenticate(person)
    return made


def status(person: Any, path: str) -> int:
    answer = client(person).get(BASE + path)
    if answer.streaming:
        assert b"".join(answer.streaming_content)
        # Not answer.close(), which would end the test's connection, too.
        for close in answer._resource_closers:
            close()
    return int(answer.status_code)


def pointers(error: pytest.ExceptionInfo[FieldErrors]) -> list[str]:
    return [fault.pointer for fault in error.value.faults]


@pytest.fixture
def scanner(settings: Any) -> Iterator[Any]:
    with clamd.running() as server:
        settings.CLAMAV = server.address
        yield server


WORDS = {"key": "p1", "alt": "花を植える子どもたち", "consent": True, "publish": True}


# Receipts


def test_a_file_sent_twice_is_one(here: Scene) -> None:
    first = receipt(here)
    assert receipt(here).pk == first.pk
    assert ReportFile.objects.count() == 1
    assert (first.row, first.pages, first.content_type, first.sent_sha256) == (
        "row1",
        1,
        "application/pdf",
        first.sha256,
    )
    assert Event.objects.filter(subject=f"report:{here.report().pk}", verb="attach").count() == 1


@pytest.mark.parametrize(
    ("name", "content", "kind", "key", "error"),
    [
        ("一覧.docx", b"%PDF", "receipt", "k", FileKindUnknown),
        ("写真.pdf", PDF, "photo", "k", report_files.ReportFileKind),
        ("領収書.jpg", PDF, "receipt", "k", FileKindUnknown),
        ("写真.jpg", b"\xff\xd8\xff broken", "photo", "k", FileBroken),
        ("領収書.pdf", PDF, "receipt", "", report_files.FileKeyUnusable),
        ("領収書.pdf", PDF, "receipt", "k" * 41, report_files.FileKeyUnusable),
    ],
)
def test_what_cannot_be_taken_is_refused_and_the_rest_goes_on(
    here: Scene, name: str, content: bytes, kind: str, key: str, error: Any
) -> None:
    with pytest.raises(error):
        attach_file(
            report_id=here.report().pk, by=here.voices["A"], name=name, content=content, kind=kind, key=key
        )
    assert not ReportFile.objects.exists()
    assert receipt(here).pk


def test_only_the_groups_writers_add_and_remove(here: Scene) -> None:
    here.started("B")
    made = receipt(here)
    pk = here.report().pk
    for person, error in (
        (here.fujii, NotFound),
        (here.voices["B"], NotFound),
        (here.viewers["A"], NotAllowed),
        (here.endo, NotAllowed),
    ):
        with pytest.raises(error):
            attach_file(report_id=pk, by=person, name="x.pdf", content=PDF, kind="receipt", key="x")
        with pytest.raises(error):
            remove_file(report_id=pk, file_id=made.pk, by=person)
    with pytest.raises(NotFound):
        remove_file(report_id=here.report("B").pk, file_id=made.pk, by=here.voices["B"])
    assert ReportFile.objects.filter(removed_at__isnull=True).count() == 1


def test_the_office_has_a_file_once_it_is_handed_in(here: Scene) -> None:
    """Until then, and of what is mended afterwards, it is the group's alone; others never have it."""
    save(here, rows=[row(100, key="row1")])
    first = receipt(here)
    pk = here.report().pk
    path = f"reports/{pk}/files/{first.pk}/"
    assert [status(who, path) for who in (here.voices["A"], here.viewers["A"])] == [200, 200]
    assert [status(who, path) for who in (here.endo, here.voices["B"], here.fujii)] == [404, 404, 404]
    submit(here)
    assert [status(who, path) for who in (here.endo, here.voices["B"], here.fujii)] == [200, 404, 404]
    assert status(None, path) in (401, 403)

    judging.judge_rows(report_id=pk, by=here.endo, verdicts=[{"position": 0, "verdict": "accepted"}])
    judging.return_report(report_id=pk, by=here.endo, rows=[0], message="別の領収書を")
    with clock_control.on(date(2026, 2, 25)):
        second = receipt(here, "r2")
        remove_file(report_id=pk, file_id=first.pk, by=here.voices["A"])
        later = f"reports/{pk}/files/{second.pk}/"
        assert [status(here.endo, path), status(here.endo, later)] == [200, 404]
        assert [status(here.voices["A"], path), status(here.voices["A"], later)] == [404, 200]
        shown = client(here.endo).get(f"{BASE}reports/{pk}/").json()["files"]
        assert [file["id"] for file in shown] == [first.pk]
        reporting.resubmit_report(report_id=pk, by=here.voices["A"])
        assert [status(here.endo, path), status(here.endo, later)] == [404, 200]
        # The verdict was on another receipt.
        assert here.report().rows.get().verdict == ""


def test_a_returned_report_opens_receipts_of_the_named_rows(here: Scene) -> None:
    save(here, rows=[row(100, key="row1"), row(200, key="row2")])
    closed = receipt(here, "r2", "row2")
    submit(here)
    pk = here.report().pk
    judging.return_report(report_id=pk, by=here.endo, rows=[0], message="領収書が読めません")
    assert receipt(here, "r3", "row1").pk
    for act in (
        lambda: receipt(here, "r4", "row2"),
        lambda: receipt(here, "r5", "row9"),
        lambda: picture(here),
        lambda: remove_file(report_id=pk, file_id=closed.pk, by=here.voices["A"]),
    ):
        with pytest.raises(report_files.ReportFileNotOpen):
            act()
    judging_fields = ReportFile.objects.filter(removed_at__isnull=True).values_list("key", flat=True)
    assert sorted(judging_fields) == ["r2", "r3"]


def test_the_same_picture_is_told_to_the_group_and_across_groups_to_the_office_alone(here: Scene) -> None:
    """What another group sent is nobody's business but the office's."""
    same, other = pdf(2), pdf(3)
    here.started("B")
    receipt(here, "b1", "row1", same, "B")
    reporting.save_report(
        report_id=here.report("B").pk, by=here.voices["B"], data={"rows": [row(1, key="row1")]}
    )
    receipt(here, "a1", "row1", same)
    save(here, rows=[row(100, key="row1"), row(200, key="row2")])

    def warned() -> list[tuple[str, str]]:
        told = client(here.voices["A"]).get(f"{BASE}reports/{here.report().pk}/draft/").json()["warnings"]
        return [(item["pointer"], item["code"]) for item in told]

    assert warned() == []
    receipt(here, "a2", "row1", other)
    receipt(here, "a3", "row2", other)
    assert warned() == [("/rows/0/files", "same_receipt"), ("/rows/1/files", "same_receipt")]

    submit(here)

    def flagged() -> list[bool]:
        shown = client(here.endo).get(f"{BASE}reports/{here.report().pk}/").json()["files"]
        return [file["same_elsewhere"] for file in shown]

    # B has not handed its report in: the office may not know of it.
    assert flagged() == [False, True, True]
    reporting.submit_report(report_id=here.report("B").pk, by=here.voices["B"])
    assert flagged() == [True, True, True]
    mine = client(here.voices["A"]).get(f"{BASE}reports/{here.report().pk}/").json()["files"]
    assert [file["same_elsewhere"] for file in mine] == [False, True, True]


def test_days_outside_the_project_and_missing_receipts_are_told(here: Scene) -> None:
    save(
        here,
        rows=[
            row(1, "2025-06-30"),
            row(1, "2025-07-01"),
            row(1, "2026-02-01"),
            row(1, voucher=False),
            row(0, voucher=False),
        ],
    )
    answer = client(here.voices["A"]).get(
        f"{BASE}reports/{here.report().pk}/draft/", headers={"Accept-Language": "ja"}
    )
    told = [(item["pointer"], item["code"], item["message"]) for item in answer.json()["warnings"]]
    assert [item[:2] for item in told] == [
        ("/rows/0/paid_on", "before_decision"),
        ("/rows/2/paid_on", "after_project"),
        ("/rows/3/voucher", "no_receipt"),
    ]
    assert "令和7年7月1日" in told[0][2]
    assert answer.json()["faults"] == []


def test_a_row_names_a_line_of_its_own_budget(here: Scene) -> None:
    from applications.models import BudgetRow

    def line(name: str, place: int, category: str, amount: int) -> BudgetRow:
        return BudgetRow.objects.create(
            application=here.awards[name].application,
            side="expense",
            position=place,
            category=category,
            amount=amount,
        )

    own, second, foreign = line("A", 90, "報償費", 500), line("A", 91, "旅費", 300), line("B", 90, "旅費", 1)
    rows = [
        row(100, budget_row=own.pk),
        row(50, category="旅費"),
        row(20, category="なし"),
        row(7, budget_row=foreign.pk),
    ]
    save(here, rows=rows)
    with pytest.raises(FieldErrors) as error:
        submit(here)
    assert pointers(error) == ["/rows/3/budget_row"]
    save(here, rows=rows[:3])
    shown = client(here.voices["A"]).get(f"{BASE}reports/{here.report().pk}/draft/").json()
    lines = [
        (item["id"], item["planned"], item["actual"]) for item in shown["budget_actual"] if item["actual"]
    ]
    assert lines == [(own.pk, 500, 100), (second.pk, 300, 50), (None, 0, 20)]
    assert shown["total"] == 170 == sum(item["actual"] for item in shown["budget_actual"])


def test_the_call_says_what_a_report_may_not_leave_out(here: Scene) -> None:
    application = here.awards["A"].application
    assert application is not None
    department = application.department
    data = {
        **department.rules_data,
        "report_requires": ["text", "people", "lessons", "results", "photos", "receipts"],
    }
    Department.objects.filter(pk=department.pk).update(rules_data=data)
    application.draft = {"indicators": [{"name": "参加者", "unit": "人", "target": "30"}]}
    application.save()
    save(here, rows=[row(100, key="row1"), row(200, key="row2", voucher=False)])
    with pytest.raises(FieldErrors) as error:
        submit(here)
    assert pointers(error) == ["/text", "/people", "/lessons", "/results/0", "/rows/0/files", "/photos"]
    receipt(here)
    picture(here)
    save(here, text="植えた", people="３５", lessons="水やりの当番が要る", results=["35"], photos=[WORDS])
    submit(here)
    report = here.report()
    assert (report.people, report.lessons, report.results) == (35, "水やりの当番が要る", ["35"])


def test_an_infected_receipt_keeps_a_report_back_and_is_given_to_nobody(here: Scene, scanner: Any) -> None:
    save(here, rows=[row(100, key="row1")])
    bad = receipt(here, content=PDF + b"\n%" + clamd.EICAR)
    assert bad.state == "waiting"
    good = receipt(here, "r2", "row2")
    assert scan_report_files() == 2
    assert scan_report_files() == 0
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("infected", "clean")
    letter = Notice.objects.get(kind="report_file_unusable")
    assert (letter.recipient, letter.context["file"]) == (here.voices["A"], "領収書.pdf")
    with pytest.raises(FieldErrors) as error:
        submit(here)
    assert pointers(error) == ["/rows/0/files"]
    assert status(here.voices["A"], f"reports/{here.report().pk}/files/{bad.pk}/") == 409
    remove_file(report_id=here.report().pk, file_id=bad.pk, by=here.voices["A"])
    submit(here)


# Photos


def test_a_photo_is_drawn_anew_and_its_original_forgotten(here: Scene, tmp_path: Path) -> None:
    made = picture(here)
    assert (made.name, made.width, made.height) == ("花壇.jpg", 1000, 2000)
    assert list(PhotoSize.objects.values_list("width", "height")) == [(800, 1600), (400, 800)]
    stored = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(stored) == 3
    assert not any(b"SECRET" in content or b"Exif" in content for content in stored)
    assert b"SECRET" in photo(2000, 1000)


def test_a_photo_is_public_with_consent_and_an_accepted_report_alone(here: Scene) -> None:
    made = picture(here)
    award = here.awards["A"]
    path = f"public/photos/{made.pk}/1000/"

    def public() -> bool:
        listed = bool(queries.published_photos(award.pk))
        assert (status(None, path) == 200) is listed
        return listed

    save(here, rows=[row(100)], photos=[WORDS])
    assert not public()
    submit(here)
    assert not public()
    accept(here)
    assert public()
    (shown,) = queries.published_photos(award.pk)
    assert (shown.url, shown.alt, shown.width, shown.height) == (f"/api/v1/{path}", WORDS["alt"], 1000, 2000)
    assert shown.sizes == tuple(
        (f"/api/v1/public/photos/{made.pk}/{each}/", each) for each in (1000, 800, 400)
    )
    assert [status(None, url.removeprefix(BASE)) for url, _ in shown.sizes] == [200] * 3
    assert status(None, f"public/photos/{made.pk}/999/") == 404

    for model, values in (
        (ReportFile.objects.filter(pk=made.pk), {"consent": False}),
        (ReportFile.objects.filter(pk=made.pk), {"publish": False}),
        (ReportFile.objects.filter(pk=made.pk), {"state": "infected"}),
        (ReportFile.objects.filter(pk=made.pk), {"state": "waiting"}),
        (Report.objects.filter(award=award), {"state": "returned"}),
        (Award.objects.filter(pk=award.pk), {"state": "cancelled"}),
    ):
        before = model.values(*values).get()
        model.update(**values)
        assert not public(), values
        model.update(**before)
        assert public()


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ({"consent": False}, ["/photos/0/consent"]),
        ({"alt": " "}, ["/photos/0/alt"]),
        ({"alt": "あ" * 201}, ["/photos/0/alt"]),
        ({"publish": False, "consent": False, "alt": ""}, []),
        ({"publish": False, "alt": "あ" * 201}, ["/photos/0/alt"]),
    ],
)
def test_what_is_said_of_a_photo_is_judged_when_the_report_is_handed_in(
    here: Scene, words: dict[str, Any], wrong: list[str]
) -> None:
    picture(here)
    save(here, rows=[row(100)], photos=[{**WORDS, **words}])
    if wrong:
        with pytest.raises(FieldErrors) as error:
            submit(here)
        assert pointers(error) == wrong
    else:
        submit(here)


def test_a_photo_without_words_is_filed_and_not_public(here: Scene) -> None:
    made = picture(here)
    save(here, rows=[row(100)], photos=[{"key": "another", "publish": True}])
    submit(here)
    made.refresh_from_db()
    assert (made.publish, made.consent, made.filed_at is not None) == (False, False, True)


def test_a_photo_can_be_taken_back_at_any_time(here: Scene) -> None:
    made = picture(here)
    save(here, rows=[row(100)], photos=[WORDS])
    submit(here)
    accept(here)
    pk = here.report().pk
    for person, error in (
        (here.fujii, NotFound),
        (here.voices["B"], NotFound),
        (here.viewers["A"], NotAllowed),
        (here.ikeda, NotAllowed),
    ):
        with pytest.raises(error):
            unpublish_photo(report_id=pk, file_id=made.pk, by=person)
    assert queries.published_photos(here.awards["A"].pk)
    unpublish_photo(report_id=pk, file_id=made.pk, by=here.voices["A"], reason="写っている人の申し出")
    assert not queries.published_photos(here.awards["A"].pk)
    assert status(None, f"public/photos/{made.pk}/1000/") == 404
    assert Event.objects.get(verb="unpublish_photo").reason == "写っている人の申し出"


def test_an_upload_over_http(here: Scene) -> None:
    path = f"{BASE}reports/{here.report().pk}/files/"
    sent = client(here.voices["A"]).post(
        path,
        {"kind": "receipt", "key": "k1", "row": "row1", "file": SimpleUploadedFile("領収書.pdf", PDF)},
        format="multipart",
    )
    assert (sent.status_code, sent.json()["row"], sent.json()["scan_state"]) == (201, "row1", "unscanned")
    missing = client(here.voices["A"]).post(path, {"kind": "receipt", "key": "k2"}, format="multipart")
    assert missing.json()["errors"][0]["pointer"] == "/file"
    strange = client(here.voices["A"]).post(
        path,
        {"kind": "video", "key": "k2", "file": SimpleUploadedFile("領収書.pdf", PDF)},
        format="multipart",
    )
    assert strange.json()["errors"][0]["pointer"] == "/kind"
    gone = client(here.voices["A"]).delete(f"{path}{sent.json()['id']}/")
    assert gone.status_code == 204
    assert client(here.voices["A"]).get(f"{BASE}reports/{here.report().pk}/draft/").json()["files"] == []


def test_reading_costs_the_same_for_two_and_for_twenty_files(here: Scene) -> None:
    pk = here.report().pk
    save(here, rows=[row(1, key=f"row{n}") for n in range(20)])

    def costs() -> list[int]:
        voice = client(here.voices["A"])
        return [
            count_queries(lambda: voice.get(f"{BASE}reports/{pk}/draft/")),
            count_queries(lambda: voice.get(f"{BASE}reports/{pk}/")),
            count_queries(lambda: queries.published_photos(here.awards["A"].pk)),
        ]

    for n in range(2):
        receipt(here, f"r{n}", f"row{n}")
    picture(here, "p0", photo(400, 300))
    few = costs()
    for n in range(2, 20):
        receipt(here, f"r{n}", f"row{n}", pdf(1 + n))
    for n in range(1, 5):
        picture(here, f"p{n}", photo(400, 300))
    assert costs() == few


# Interim reports


def test_an_interim_report_is_owed_where_the_call_asks(here: Scene) -> None:
    """Four months after 1 July: 1 November; it falls due 30 days before."""
    from awards.services.common import add_interim_report

    award = here.award("A")
    assert add_interim_report(award) is None
    application = award.application
    assert application is not None
    data = {**application.department.rules_data, "interim_months": 4}
    Department.objects.filter(pk=application.department_id).update(rules_data=data)
    award = Award.objects.select_related("application__department").get(pk=award.pk)
    Report.objects.filter(award=award).update(state="not_due")
    made = add_interim_report(award)
    assert made is not None
    assert (made.kind, made.due_on) == ("interim", date(2025, 11, 1))
    assert add_interim_report(award) == made
    with clock_control.on(date(2025, 10, 1)):
        assert reporting.start_reports() == 0
    with clock_control.on(date(2025, 10, 2)):
        assert reporting.start_reports() == 1
        reporting.start_report(award_id=award.pk, by=here.voices["A"], kind="interim")
        attach_file(
            report_id=made.pk,
            by=here.voices["A"],
            name="領収書.pdf",
            content=PDF,
            kind="receipt",
            key="k",
            row="r1",
        )
        data = {"rows": [row(100, "2025-09-01", key="r1")], "other_income": 5}
        reporting.save_report(report_id=made.pk, by=here.voices["A"], data=data)
        reporting.submit_report(report_id=made.pk, by=here.voices["A"])
    assert (here.award("A").state, Report.objects.get(pk=made.pk).state) == ("active", "submitted")
    with clock_control.on(date(2025, 10, 3)):
        judging.return_report(report_id=made.pk, by=here.endo, rows=[0], message="確かめて")
        reporting.resubmit_report(report_id=made.pk, by=here.voices["A"])
        judging.judge_rows(report_id=made.pk, by=here.endo, verdicts=[{"position": 0, "verdict": "accepted"}])
        judging.accept_report(report_id=made.pk, by=here.endo)
    # The final report goes on with what the interim one told, receipts included.
    with clock_control.on(REPORTED):
        reporting.start_reports()
        final = reporting.start_report(award_id=award.pk, by=here.voices["A"])
        assert [item["key"] for item in final.draft["rows"]] == ["r1"]
        shown = client(here.voices["A"]).get(f"{BASE}reports/{final.pk}/draft/").json()
        assert [(file["row"], shown["warnings"]) for file in shown["files"]] == [("r1", [])]


def test_an_interim_report_of_a_project_given_up_is_not_owed(here: Scene) -> None:
    award = here.awards["A"]
    Report.objects.create(award=award, kind="interim", due_on=date(2026, 2, 1))
    Award.objects.filter(pk=award.pk).update(state="abolished")
    assert reporting.start_reports() == 0
