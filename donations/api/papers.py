"""A donor's papers over HTTP, made when they are asked for."""

from __future__ import annotations

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from common import clock
from common.api.papers import PDF, pdf_answer
from common.errors import NotFound
from donations import queries
from donations.papers.setting import receipt_pdf, year_pdf


class ReceiptPaper(APIView):
    @extend_schema(responses=PDF)
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """One receipt (受領証明書) as PDF, as it was issued; marked when it was issued again or is void."""
        found = queries.visible_receipts(request.user).filter(pk=pk).first()
        if found is None:
            raise NotFound
        return pdf_answer(request, receipt_pdf(found), f"受領証明書_{found}.pdf")


class YearPaper(APIView):
    @extend_schema(responses=PDF)
    def get(self, request: Request, year: int) -> HttpResponseBase:
        """One's own gifts of a calendar year with their sum, as PDF. It is no receipt."""
        gifts = queries.own_gifts_of_year(request.user, year)
        if not gifts:
            raise NotFound
        return pdf_answer(request, year_pdf(gifts, year, at=clock.now()), f"寄附の合計_{year}年.pdf")
