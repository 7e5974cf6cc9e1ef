"""Lists with filters and counts per state, as every desk shows them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import translation
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.views import KeysetPages, PagedList
from common.errors import FieldErrors, FieldFault
from common.queries import state_counts


class KanaPages(KeysetPages):
    """Names by their kana (五十音)."""

    ordering = ("name_kana", "pk")  # type: ignore[assignment]


class CountedPages(KeysetPages):
    """Pages that also tell how many of all match in each state."""

    def get_paginated_response_schema(self, schema: Any) -> Any:
        shape = super().get_paginated_response_schema(schema)
        shape["properties"]["counts"] = {"type": "object", "additionalProperties": {"type": "integer"}}
        return shape


class CountedList(PagedList):
    """A list with filters, and `counts` by state of all that match the other filters.

    A subclass names `filterset_class`, and the field it counts by where that is not `state`.
    """

    pagination_class = CountedPages
    filterset_class: ClassVar[Any]
    count_by: ClassVar[str] = "state"

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return filtered(self.filterset_class, queryset, self.request.GET)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer = super().list(request, *args, **kwargs)
        others = request.GET.copy()
        others.pop("state", None)
        rows = filtered(self.filterset_class, self.get_queryset(), others)
        answer.data["counts"] = state_counts(rows, self.count_by)
        return answer


def filtered(kind: type[Any], rows: QuerySet[Any], asked: QueryDict) -> QuerySet[Any]:
    """`rows` as asked for by a filter set. Raises FieldErrors naming every filter that cannot be read."""
    chosen = kind(asked, queryset=rows)
    with translation.override("ja"):
        japanese = {name: str(texts[0]) for name, texts in chosen.errors.items()}
    if japanese:
        with translation.override("en"):
            english = kind(asked, queryset=rows).errors
        raise FieldErrors(
            FieldFault(f"/{name}", "common.filter", ja, str(english[name][0]))
            for name, ja in japanese.items()
        )
    found: QuerySet[Any] = chosen.qs
    return found
