"""Lists with filters and counts per state, as every desk shows them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext
from django_filters import rest_framework as filters  # type: ignore[import-untyped]
from drf_spectacular.utils import extend_schema_field
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.views import KeysetPages, PagedList
from common.errors import FieldErrors, FieldFault
from common.queries import state_counts


class KanaPages(KeysetPages):
    """Names by their kana (五十音)."""

    ordering = ("name_kana", "pk")  # type: ignore[assignment]


LARGEST_ID = 10**18


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": LARGEST_ID})
class IdFilter(filters.NumberFilter):  # type: ignore[misc]
    """An id or a year: a positive whole number both databases can hold."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"min_value": 1, "max_value": LARGEST_ID, **kwargs})


class YesNoField(forms.NullBooleanField):
    """true or false, and nothing else."""

    def to_python(self, value: Any) -> Any:
        word = str(value or "").lower()
        if word not in ("", "true", "false"):
            raise forms.ValidationError(gettext("Enter a valid value."))
        return word == "true" if word else None

    def validate(self, value: Any) -> None:
        """Nothing asked for is no fault."""


class YesNoFilter(filters.BooleanFilter):  # type: ignore[misc]
    """A filter that is on, off, or not asked for."""

    field_class = YesNoField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The usual widget turns what it does not know into nothing asked for.
        super().__init__(*args, **{"widget": forms.TextInput, **kwargs})


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
    japanese = _faults_of(chosen, "ja")
    if japanese:
        english = _faults_of(kind(asked, queryset=rows), "en")
        raise FieldErrors(
            FieldFault(f"/{name}", "common.filter", text, english[name]) for name, text in japanese.items()
        )
    found: QuerySet[Any] = chosen.qs
    return found


def _faults_of(chosen: Any, language: str) -> dict[str, str]:
    """The first fault of each filter; the texts are lazy, so they are read in the language itself."""
    with translation.override(language):
        return {name: str(texts[0]) for name, texts in chosen.errors.items()}
