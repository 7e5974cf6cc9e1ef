"""The blank forms of a call (様式) to download, with what they weigh."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from applications.papers.blank import BlankForm, blank_form, blank_pdf
from applications.papers.workbook import blank_workbook
from fund.models import Department, Round

MOST_WEIGHED = 6
"""A call of more departments tells no sizes: to know one the form must be made."""


@dataclass(frozen=True)
class FormFile:
    """One file; `size` may be left out."""

    title: str
    format: str
    url: str
    size: str


def forms_of(call: Round) -> tuple[FormFile, ...]:
    """A PDF and a spreadsheet for each department that a call holds. No query with its setup at hand."""
    departments = [row for row in call.departments.all() if row.rules.offered]
    weighed = len(departments) <= MOST_WEIGHED
    found: list[FormFile] = []
    for department in departments:
        form = _form(call, department)
        title = form.title if len(departments) == 1 else f"{form.title}（{department.name}）"
        for kind, name, make in (("pdf", "PDF", blank_pdf), ("excel", "Excel", blank_workbook)):
            url = reverse(f"public-form-{kind}", kwargs={"pk": department.pk})
            size = f"{max(round(len(make(form)) / 1024), 1)} KB" if weighed else ""
            found.append(FormFile(title, name, url, size))
    return tuple(found)


def _form(call: Round, department: Department) -> BlankForm:
    department.round = call
    own = (None, department.pk)
    return blank_form(
        department,
        [row for row in call.questions.all() if row.department_id in own],
        [row for row in call.document_types.all() if row.department_id in own],
    )
