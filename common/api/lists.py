"""Lists with filters and counts per state, as every desk shows them."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import lru_cache
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


class WholeField(forms.IntegerField):
    """Digits only: 3.0 is no id."""

    re_decimal = re.compile("(?!)")


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": LARGEST_ID})
class IdFilter(filters.NumberFilter):  # type: ignore[misc]
    """An id or a year: a positive whole number both databases can hold."""

    field_class = WholeField

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
    """Pages that also tell how many of all match in each state, unless `counts=no` spares the counting."""

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        told = {
            "name": "counts",
            "required": False,
            "in": "query",
            "description": "`no` leaves `counts` out: further pages need not count again.",
            "schema": {"type": "string", "enum": ["yes", "no"], "default": "yes"},
        }
        parameters: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        return [*parameters, told]

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
    query_names = ("counts",)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        asked, wanted = Asked(self.filterset_class, request.GET), counts_wanted(request)
        rows = self.get_queryset()
        page: Any = self.paginate_queryset(asked.of(rows))
        answer = self.get_paginated_response(self.get_serializer(page, many=True).data)
        if wanted:
            answer.data["counts"] = state_counts(asked.of(rows, but="state"), self.count_by)
        return answer


def counts_wanted(request: Request) -> bool:
    """Whether `counts` are to come with the page. Raises FieldErrors."""
    word = request.GET.get("counts", "yes")
    if word not in ("yes", "no"):
        ja, en = "yes か no を入れてください。", "Give yes or no."
        raise FieldErrors([FieldFault("/counts", "common.filter", ja, en)])
    return word == "yes"


class Asked:
    """What an address asks of a filter set, read once for the page and its counts. Raises FieldErrors naming
    every filter that cannot be read."""

    def __init__(self, kind: type[Any], asked: QueryDict) -> None:
        names = tuple(name for name in kind.base_filters if name in asked)
        self._chosen = _chosen(kind, names, asked) if names else None

    def of(self, rows: QuerySet[Any], but: str = "") -> QuerySet[Any]:
        """`rows` as asked for, by all filters `but` one."""
        if self._chosen is not None:
            for name, value in self._chosen.form.cleaned_data.items():
                if name != but:
                    rows = self._chosen.filters[name].filter(rows, value)
        return rows


def _chosen(kind: type[Any], names: tuple[str, ...], asked: QueryDict) -> Any:
    """The filters of those names with their values. Raises FieldErrors."""
    narrow: Any = _narrowed(kind, names)  # type: ignore[arg-type]
    chosen = narrow(asked)
    japanese = _faults_of(chosen, "ja")
    if japanese:
        english = _faults_of(narrow(asked), "en")
        raise FieldErrors(
            FieldFault(f"/{name}", "common.filter", text, english[name]) for name, text in japanese.items()
        )
    return chosen


@lru_cache(maxsize=1000)
def _narrowed(kind: Any, names: tuple[str, ...]) -> Any:
    """The filter set with those filters alone: making all of them for each request is what costs.

    None asks for DISTINCT: each looks at the row itself or at one it points to, so nothing comes twice.
    """
    made: Any = type(kind.__name__, (kind,), {})
    made.base_filters = {name: deepcopy(kind.base_filters[name]) for name in names}
    for item in made.base_filters.values():
        item.distinct = False
    return made


def filtered(kind: type[Any], rows: QuerySet[Any], asked: QueryDict) -> QuerySet[Any]:
    """`rows` as asked for by a filter set. Raises FieldErrors naming every filter that cannot be read."""
    return Asked(kind, asked).of(rows)


def _faults_of(chosen: Any, language: str) -> dict[str, str]:
    """The first fault of each filter; the texts are lazy, so they are read in the language itself."""
    with translation.override(language):
        return {name: str(texts[0]) for name, texts in chosen.errors.items()}
