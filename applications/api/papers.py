"""The papers of an application over HTTP, made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from applications import queries
from applications.papers.blank import BlankForm, blank_form, blank_pdf
from applications.papers.submission import draft_pdf, slip_pdf, submission_pdf
from applications.papers.workbook import blank_workbook
from common import clock
from common.api.papers import EXCEL, PDF, pdf_answer, public_file


class SubmissionPaper(APIView):
    @extend_schema(responses=PDF)
    def get(self, request: Request, pk: int, number: int) -> HttpResponseBase:
        """What was submitted, every answer whole, as PDF; the same bytes each time."""
        found = queries.submission_of(request.user, pk, number)
        name = f"{found.application.number}_第{number}回提出.pdf"
        return pdf_answer(request, submission_pdf(found), name)


class ReceiptSlip(APIView):
    @extend_schema(responses=PDF)
    def get(self, request: Request, pk: int, number: int) -> HttpResponseBase:
        """The receipt slip (受付票) of a submission as PDF."""
        found = queries.submission_of(request.user, pk, number)
        return pdf_answer(request, slip_pdf(found), f"{found.application.number}_受付票.pdf")


class DraftPaper(APIView):
    @extend_schema(responses=PDF)
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The draft as it stands as PDF, marked 下書き. Only the group's own people have one."""
        found = queries.unfiled_draft(request.user, pk)
        made = draft_pdf(found, found.live_attachments, at=clock.now())  # type: ignore[attr-defined]
        return pdf_answer(request, made, f"下書き_{pk}.pdf")


class BlankFormView(APIView):
    """A department's form is for everybody, from the publication of its call on."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    http_method_names = ("get", "head", "options")
    kind, ending = "", ""

    def answer(self, request: Request, pk: int, make: Callable[[BlankForm], bytes]) -> HttpResponseBase:
        form = blank_form(*queries.form_of_department(pk))
        etag = f'"{form.fingerprint}-{self.ending}"'
        known = get_conditional_response(request._request, etag=etag)
        return known or public_file(make(form), f"{form.name}.{self.ending}", self.kind, etag)


class BlankFormPdf(BlankFormView):
    kind, ending = "application/pdf", "pdf"

    @extend_schema(responses=PDF)
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """A department's blank application form to fill in by hand (様式), as PDF."""
        return self.answer(request, pk, blank_pdf)


class BlankFormExcel(BlankFormView):
    kind, ending = EXCEL, "xlsx"

    @extend_schema(responses={(200, EXCEL): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """A department's blank application form as a spreadsheet whose budget adds itself up."""
        return self.answer(request, pk, blank_workbook)
