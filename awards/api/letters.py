"""The office's letters (通知書) over HTTP: a list, and each as PDF."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from awards import queries
from awards.api.filters import OfficialLetterFilter
from awards.models import OfficialLetter
from awards.papers.setting import letter_pdf
from common.api.lists import filtered
from common.api.papers import PDF, pdf_answer
from common.api.serializers import Shown
from common.api.views import PagedList
from common.errors import NotFound


class OfficialLetterRow(Shown[OfficialLetter]):
    """A letter that was issued. `number` is its document number (文書番号)."""

    number = serializers.CharField()
    kind_label = serializers.CharField(source="get_kind_display")
    group_name = serializers.CharField(source="group.name")

    class Meta:
        model = OfficialLetter
        fields = (
            "id",
            "number",
            "kind",
            "kind_label",
            "title",
            "issued_at",
            "application",
            "award",
            "group",
            "group_name",
        )


class OfficialLetters(PagedList):
    """The letters (通知書) to one's groups, and those of the funds one works for, newest first."""

    serializer_class = OfficialLetterRow
    filterset_class = OfficialLetterFilter

    def get_queryset(self) -> QuerySet[Any]:
        return queries.visible_official_letters(self.request.user)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return filtered(OfficialLetterFilter, queryset, self.request.GET)


class OfficialLetterPaper(APIView):
    @extend_schema(responses=PDF)
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """One letter as PDF, as it was issued; the same bytes each time."""
        found = queries.visible_official_letters(request.user).filter(pk=pk).first()
        if found is None:
            raise NotFound
        return pdf_answer(request, letter_pdf(found), f"{found.title}_{found.number}.pdf")
