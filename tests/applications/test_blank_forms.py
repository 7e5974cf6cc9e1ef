"""Blank forms for everybody: the department's own questions, limits, categories and documents; a spreadsheet
that adds itself up."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from applications.papers.blank import blank_form, blank_pdf
from applications.papers.workbook import EXPENSES, INCOMES, blank_workbook
from applications.queries import form_of_department
from applications.rules.consents import consent_wording
from fund.models import DocumentType, FormQuestion
from tests import factories as make
from tests.applications.scene import Scene, scene
from tests.papers import look, plain, read
from tests.people.http import get

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Scene:
    made = scene(
        policy={"expense_categories": ["報償費", "しおり代"], "income_categories": ["会費", "協賛金"]}
    )
    other = make.department(made.call, "OTHER")
    ask(made, "地域でどんな声がありますか", department=made.department, kind="text", limit=800)
    ask(made, "=1+1 は足し算ですか", kind="choice", choices=["はい", "いいえ"])
    ask(made, "よその部門の問い", department=other)
    DocumentType.objects.create(round=made.call, code="RULES", label_ja="規約・会則", required=True)
    DocumentType.objects.create(round=made.call, code="PHOTO", label_ja="写真", required=False)
    return made


def ask(made: Scene, label: str, **fields: Any) -> None:
    code = f"Q{FormQuestion.objects.count()}"
    FormQuestion.objects.create(round=made.call, code=code, label_ja=label, **fields)


def form(call: Scene) -> Any:
    return blank_form(*form_of_department(call.department.pk))


def test_the_form_on_paper_asks_what_the_call_asks(call: Scene) -> None:
    made = blank_pdf(form(call))
    look(made, "blank.pdf")
    text, pages = read(made, f"{call.call.name}　{call.department.name}")
    assert pages >= 4
    for expected in (
        "助成金申請書", call.fund.name, "令和7年5月16日(金)17:00", "目的・地域課題※必須(800文字まで)",
        "地域でどんな声がありますか※必須(800文字まで)", "=1+1は足し算ですか", "区分：報償費、しおり代",
        "区分：会費、協賛金", "規約・会則必ず添える", "写真あれば添える", "代表者の氏名(自署)",
    ):  # fmt: skip
        assert expected in text
    for kind in ("antisocial", "personal_data", "publication"):
        assert plain(consent_wording(kind)) in text
    assert "よその部門の問い" not in text


def test_the_spreadsheet_adds_itself_up_and_runs_nothing_that_an_office_wrote(call: Scene) -> None:
    made = blank_workbook(form(call))
    look(made, "blank.xlsx")
    book = load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["申請書", "収支予算", "計画と日程", "書類と同意"]
    texts = [cell.value for row in book["申請書"].iter_rows(max_col=1) for cell in row if cell.value]
    assert any(text.startswith("=1+1 は足し算ですか") for text in texts)
    kinds = {cell.data_type for row in book["申請書"].iter_rows(max_col=2) for cell in row if cell.value}
    assert kinds == {"s"}
    sheet = book["収支予算"]
    first = 5 + INCOMES + 4
    assert sheet.cell(first, 6).value == f'=IF(OR(C{first}="",D{first}=""),"",C{first}*D{first})'
    last = first + EXPENSES - 1
    assert sheet.cell(last, 6).value == f'=IF(OR(C{last}="",D{last}=""),"",C{last}*D{last})'
    assert sheet.cell(last + 1, 6).value == f"=SUM(F{first}:F{last})"
    assert sheet.cell(5 + INCOMES, 3).value == f"=SUM(C4:C{4 + INCOMES})"
    offered = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert '"報償費,しおり代"' in offered


def test_the_same_form_is_the_same_file_until_the_call_says_otherwise(call: Scene) -> None:
    before = form(call)
    files = blank_pdf(before), blank_workbook(before)
    again = form(call)
    assert (blank_pdf(again), blank_workbook(again)) == files
    assert again.fingerprint == before.fingerprint
    FormQuestion.objects.filter(label_ja__startswith="地域").update(limit=400)
    assert form(call).fingerprint != before.fingerprint


@pytest.mark.parametrize("kind", ["pdf", "excel"])
def test_everybody_has_it_and_nothing_is_sent_twice(call: Scene, kind: str) -> None:
    address = f"public/departments/{call.department.pk}/form/{kind}/"
    first = get(None, address)
    assert first.status_code == 200
    assert first["Cache-Control"] == "public, max-age=300"
    assert b"".join(first.streaming_content)[:4] in (b"%PDF", b"PK\x03\x04")
    again = get(None, address, **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert get(call.aoki, address)["ETag"] == first["ETag"]


@pytest.mark.parametrize("state", ["draft", "open"])
def test_a_call_in_preparation_has_no_form(call: Scene, state: str) -> None:
    call.call.state = state
    call.call.save()
    status = 404 if state == "draft" else 200
    for kind in ("pdf", "excel"):
        assert get(None, f"public/departments/{call.department.pk}/form/{kind}/").status_code == status


def test_a_form_costs_three_queries_whatever_it_asks(call: Scene) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            assert get(None, f"public/departments/{call.department.pk}/form/pdf/").status_code == 200
        return len(made)

    few = cost()
    for place in range(10):
        ask(call, f"問い{place}")
        DocumentType.objects.create(round=call.call, code=f"D{place}", label_ja=f"書類{place}")
    assert cost() == few == 3
