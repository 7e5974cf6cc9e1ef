"""The papers of an application over HTTP, made when they are asked for."""

from __future__ import annotations

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from applications import queries
from applications.papers.submission import draft_pdf, slip_pdf, submission_pdf
from common import clock
from common.api.papers import PDF, pdf_answer


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
