"""The papers of an application: what was submitted, whole and the same each time; the draft marked as one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from applications import services
from applications.models import Attachment, Submission
from applications.papers.content import SHORT_HASH
from applications.papers.submission import draft_pdf, slip_pdf, submission_pdf
from applications.rules.consents import consent_wording
from applications.rules.form import CONSENTS
from common.papers.typesetting import PaperTooLong
from fund.models import DocumentType, FormQuestion
from people.models import User
from tests.applications.forms import pdf
from tests.applications.scene import DURING, Scene, clock_at, scene
from tests.papers import look, plain, read

pytestmark = pytest.mark.django_db


HOSTILE = (
    "#set page(fill: red) $x^2$ \\ *太字* _斜_ `code` <label> @ref \"引用\" 'x' // 注 /* 注 */ "
    '[#read("/etc/passwd")]'
)
NAMES = "髙﨑𠮷葛󠄀辻 ㈱① ㍻ が"
LONG_WORD = "https://example.org/" + "abcdefgh" * 30


def long_text(characters: int, ending: str) -> str:
    return ("緑地の観察会をひらき、見つけた草木を地図に書き込みます。" * 60)[
        : characters - len(ending)
    ] + ending


@pytest.fixture
def at_work(settings: Any, tmp_path: Path) -> Scene:
    settings.MEDIA_ROOT = tmp_path
    made = scene()
    FormQuestion.objects.create(
        round=made.call, code="Q1", label_ja="地域でどんな声がありますか", kind="text", limit=800
    )
    DocumentType.objects.create(round=made.call, code="RULES", label_ja="規約・会則", required=True)
    return made


def ask(person: User, address: str, **headers: str) -> Any:
    client = APIClient()
    client.force_authenticate(person)
    return client.get(address, **headers)


def filed(at_work: Scene) -> Submission:
    """A long application: every text at its limit, 14 rows of budget, 12 of schedule, two documents."""
    rows = [
        {"category": "消耗品費", "description": f"文具その{n} {NAMES}", "unit_price": 1_234,
         "quantity": n + 1, "unit": "組", "eligible": n % 5 != 0, "quote_attached": False}
        for n in range(14)
    ]  # fmt: skip
    total = sum(row["unit_price"] * row["quantity"] for row in rows)
    draft = at_work.draft(
        title=f"みどりの観察会{NAMES}",
        summary=long_text(200, "概要の終わり"),
        purpose=long_text(800, "目的の終わり"),
        activities=HOSTILE + "\n" + long_text(1_000, "活動の終わり"),
        outcome=long_text(600, "効果の終わり"),
        continuation=LONG_WORD,
        schedule=[{"date": f"2025-08-{n + 1:02d}", "what": f"観察会{n}", "place": "緑地"} for n in range(12)],
        indicators=[{"name": "参加した人", "unit": "人", "target": "200"}],
        requested=80_000,
        income=[{"category": "会費", "description": "会費から", "amount": total - 80_000}],
        expenses=rows,
        answers={"Q1": long_text(800, "答えの終わり")},
    )
    for name in ("規約.pdf", "会則の別紙 髙.pdf"):
        services.attach_document(
            application_id=draft.pk, by=at_work.aoki, name=name, content=pdf(), document_code="RULES"
        )
    return services.submit_application(application_id=draft.pk, by=at_work.aoki).submissions.get()


def test_a_submission_on_paper_has_every_answer_whole(at_work: Scene) -> None:
    with clock_at("2025-05-02 09:08:07"):
        submission = filed(at_work)
    made = submission_pdf(submission)
    look(made, "submission.pdf")
    foot = f"受付番号 {submission.application.number}　第1回提出　SHA-256 {submission.sha256[:SHORT_HASH]}"
    text, pages = read(made, foot)
    data = submission.data
    for name in ("title", "summary", "purpose", "activities", "outcome", "continuation"):
        assert plain(data[name]) in text, name
    assert plain(data["answers"]["Q1"]) in text
    for row in data["expenses"]:
        assert plain(row["description"]) in text
        assert f"{row['amount']:,}円" in text
    assert submission.application.number in text
    assert "令和7年5月2日(金)9時08分07秒" in text
    assert submission.sha256 in text
    assert f"支出合計{sum(row['amount'] for row in data['expenses']):,}円" in text
    for attachment in Attachment.objects.all():
        assert plain(attachment.name) in text
        assert attachment.sha256[:SHORT_HASH] in text
    assert "未検査" in text
    for kind in data["consents"]:
        assert plain(CONSENTS[kind][0]) in text
        assert plain(consent_wording(kind)) in text
    assert text.count("aoki令和7年5月2日(金)9時08分07秒") == len(data["consents"]) == 3
    assert pages > 2


def test_the_same_submission_gives_the_same_bytes_whatever_was_renamed_since(at_work: Scene) -> None:
    with clock_at(DURING):
        submission = filed(at_work)
    before = submission_pdf(submission), slip_pdf(submission)
    at_work.call.name, at_work.aoki.name, at_work.group.name = "べつの募集", "べつの人", "べつの会"
    for changed in (at_work.call, at_work.aoki, at_work.group):
        changed.save()
    FormQuestion.objects.update(label_ja="べつの質問")
    Attachment.objects.update(state="clean")
    with clock_at("2026-01-01 00:00"):
        again = Submission.objects.get(pk=submission.pk)
        assert (submission_pdf(again), slip_pdf(again)) == before


def test_what_the_fonts_lack_is_marked_and_told(at_work: Scene) -> None:
    with clock_at(DURING):
        draft = at_work.draft(purpose="🦊と한글と\u0007と\ue000。👨\u200d👩\u200d👧も🦊も", summary="")
        text, _ = read(draft_pdf(draft, [], at=DURING), "下書き")
    assert "〓と〓〓と〓と〓。〓も〓も" in text
    assert "U+0007(1か所)" in text
    assert "U+1F98A(2か所)" in text
    assert "U+1F468U+200DU+1F469U+200DU+1F467(1か所)" in text


def test_a_draft_says_that_it_is_one_and_keeps_whatever_was_typed(at_work: Scene) -> None:
    with clock_at(DURING):
        draft = at_work.draft(
            purpose=long_text(1_500, "長すぎる目的の終わり"),
            requested="八万円",
            expenses=[
                {"category": "報償費", "unit_price": "１，０００", "quantity": "3", "description": 5},
                "x",
            ],
            income=None,
            schedule={"date": "x"},
            answers=[1],
            consents=["antisocial"],
        )
        made = draft_pdf(draft, [], at=DURING)
    look(made, "draft.pdf")
    text, pages = read(made, "下書き")
    assert "これは下書きです。まだ提出されていません。" in text
    assert text.count("下書き") >= pages
    assert "長すぎる目的の終わり" in text
    assert "八万円" in text
    assert "3,000円" in text


def test_a_draft_too_long_for_a_paper_is_refused_in_words(at_work: Scene) -> None:
    with clock_at(DURING):
        draft = at_work.draft(purpose="a" * 400_001)
    with pytest.raises(PaperTooLong):
        draft_pdf(draft, [], at=DURING)


def test_the_slip_says_what_came_in_and_when(at_work: Scene) -> None:
    with clock_at("2025-05-02 09:08:07"):
        submission = filed(at_work)
    made = slip_pdf(submission)
    look(made, "slip.pdf")
    text, pages = read(made, f"受付番号 {submission.application.number}")
    assert pages == 1
    for expected in ("受付票", "みどりの会様", submission.application.number, "80,000円", submission.sha256,
                     "令和7年5月2日(金)9時08分07秒"):  # fmt: skip
        assert expected in text


def test_who_may_see_the_application_gets_its_papers_and_nobody_else(at_work: Scene) -> None:
    with clock_at(DURING):
        application = filed(at_work).application
        draft = at_work.draft()
    papers = [f"/api/v1/applications/{application.pk}/submissions/1/{name}/" for name in ("pdf", "slip")]
    print_draft = f"/api/v1/applications/{draft.pk}/draft/pdf/"
    for person, expected in ((at_work.viewer, 200), (at_work.endo, 200), (at_work.fujii, 404)):
        assert [ask(person, address).status_code for address in papers] == [expected] * 2
    for person, expected in ((at_work.viewer, 200), (at_work.endo, 404), (at_work.fujii, 404)):
        assert ask(person, print_draft).status_code == expected
    assert ask(at_work.aoki, papers[0].replace("/1/", "/2/")).status_code == 404
    assert ask(at_work.aoki, f"/api/v1/applications/{application.pk}/draft/pdf/").status_code == 404


def test_a_paper_comes_as_a_file_that_is_not_sent_twice(at_work: Scene) -> None:
    with clock_at(DURING):
        application = filed(at_work).application
    address = f"/api/v1/applications/{application.pk}/submissions/1/pdf/"
    first = ask(at_work.aoki, address)
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"].startswith("attachment; filename*=utf-8''R7-05-001_")
    assert first["Cache-Control"] == "private, no-cache"
    assert b"".join(first.streaming_content).startswith(b"%PDF-")
    assert ask(at_work.aoki, address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304


def test_a_paper_costs_the_same_number_of_queries_whatever_is_in_it(at_work: Scene) -> None:
    def cost(application_id: int, address: str) -> int:
        with CaptureQueriesContext(connection) as made:
            assert ask(at_work.aoki, f"/api/v1/applications/{application_id}/{address}").status_code == 200
        return len(made)

    with clock_at(DURING):
        small_draft, large_draft = at_work.draft(), at_work.draft(schedule=[{"date": "x"}] * 30)
        for name in "abc":
            services.attach_document(
                application_id=large_draft.pk, by=at_work.aoki, name=f"{name}.pdf", content=pdf()
            )
        DocumentType.objects.update(required=False)
        FormQuestion.objects.update(required=False)
        small, large = at_work.submitted(), filed(at_work).application
    assert cost(small.pk, "submissions/1/pdf/") == cost(large.pk, "submissions/1/pdf/") <= 3
    assert cost(small_draft.pk, "draft/pdf/") == cost(large_draft.pk, "draft/pdf/") <= 6
