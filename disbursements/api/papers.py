"""The payment request over HTTP."""

from __future__ import annotations

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from common.api.papers import PDF, pdf_answer
from disbursements import queries
from disbursements.papers import request_pdf


class RequestPaper(APIView):
    @extend_schema(responses=PDF)
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The request for payment (請求書) as PDF, once the group has asked."""
        found = queries.requested_instalment(request.user, pk)
        return pdf_answer(request, request_pdf(found), f"請求書_{found.award.number}_{found.pk}.pdf")
