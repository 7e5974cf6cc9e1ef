"""Filters of the fund's lists: by what the asker may know, never by the hidden state."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters  # type: ignore[import-untyped]

from common.api.lists import IdFilter
from fund.models import Fund, Round
from fund.states import ROUND
from notices.models import Notice
from notices.states import NOTICE
from people.models import BankAccount
from people.states import BANK_ACCOUNT


class RoundFilter(filters.FilterSet):  # type: ignore[misc]
    fund = IdFilter(field_name="fund_id")
    fiscal_year = IdFilter(field_name="fiscal_year__year")
    state = filters.MultipleChoiceFilter(field_name="shown_state", choices=ROUND.choices)

    class Meta:
        model = Round
        fields: tuple[str, ...] = ()


class FundFilter(filters.FilterSet):  # type: ignore[misc]
    code = filters.CharFilter(max_length=40)

    class Meta:
        model = Fund
        fields: tuple[str, ...] = ()


class LetterFilter(filters.FilterSet):  # type: ignore[misc]
    fund = filters.CharFilter(field_name="fund_code", max_length=40)
    state = filters.MultipleChoiceFilter(choices=NOTICE.choices)
    kind = filters.CharFilter(max_length=40)
    subject = filters.CharFilter(field_name="subject_key", max_length=60)

    class Meta:
        model = Notice
        fields: tuple[str, ...] = ()


class AccountFilter(filters.FilterSet):  # type: ignore[misc]
    state = filters.MultipleChoiceFilter(choices=BANK_ACCOUNT.choices)
    group = IdFilter(field_name="group_id")
    q = filters.CharFilter(method="search", max_length=100)

    class Meta:
        model = BankAccount
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The group's name or kana."""
        return rows.filter(Q(group__name__icontains=value) | Q(group__name_kana__icontains=value))
