"""Filters of the list: by what the asker may know, never by the hidden state."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters  # type: ignore[import-untyped]

from applications.models import Application
from applications.states import APPLICATION
from common.api.lists import IdFilter, YesNoFilter


class ApplicationFilter(filters.FilterSet):  # type: ignore[misc]
    round = IdFilter(field_name="round_id")
    department = IdFilter(field_name="department_id")
    group = IdFilter(field_name="group_id")
    state = filters.MultipleChoiceFilter(field_name="shown_state", choices=APPLICATION.choices)
    continuing = YesNoFilter()
    in_grace = YesNoFilter()
    q = filters.CharFilter(method="search", max_length=100)

    class Meta:
        model = Application
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Receipt number, title or group's name."""
        return rows.filter(
            Q(number__icontains=value) | Q(title__icontains=value) | Q(group__name__icontains=value)
        )
