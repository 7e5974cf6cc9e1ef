"""Filters of the lists, by nothing that the asker may not know."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters  # type: ignore[import-untyped]

from awards import states
from awards.models import Award, OfficialLetter, Promotion, Refund, Report
from common.api.lists import IdFilter, YesNoFilter


class AwardFilter(filters.FilterSet):  # type: ignore[misc]
    fund = IdFilter(field_name="fund_id")
    year = IdFilter(field_name="fiscal_year__year")
    round = IdFilter(field_name="application__round_id")
    department = IdFilter(field_name="application__department_id")
    group = IdFilter(field_name="group_id")
    kind = filters.ChoiceFilter(choices=[("application", "申請"), ("designated", "団体指定")])
    state = filters.MultipleChoiceFilter(choices=states.AWARD.choices)
    q = filters.CharFilter(method="search", max_length=100)

    class Meta:
        model = Award
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Number, title or group's name."""
        return rows.filter(
            Q(number__icontains=value)
            | Q(application__title__icontains=value)
            | Q(group__name__icontains=value)
        )


class ReportFilter(filters.FilterSet):  # type: ignore[misc]
    fund = IdFilter(field_name="award__fund_id")
    round = IdFilter(field_name="award__application__round_id")
    group = IdFilter(field_name="award__group_id")
    award = IdFilter(field_name="award_id")
    kind = filters.ChoiceFilter(choices=[("interim", "中間"), ("final", "実績")])
    state = filters.MultipleChoiceFilter(choices=states.REPORT.choices)
    overdue = YesNoFilter()

    class Meta:
        model = Report
        fields: tuple[str, ...] = ()


class RefundFilter(filters.FilterSet):  # type: ignore[misc]
    fund = IdFilter(field_name="award__fund_id")
    group = IdFilter(field_name="award__group_id")
    award = IdFilter(field_name="award_id")
    state = filters.MultipleChoiceFilter(choices=states.REFUND.choices)

    class Meta:
        model = Refund
        fields: tuple[str, ...] = ()


class PromotionFilter(filters.FilterSet):  # type: ignore[misc]
    fund = IdFilter(field_name="application__round__fund_id")
    round = IdFilter(field_name="application__round_id")
    state = filters.MultipleChoiceFilter(choices=states.PROMOTION.choices)

    class Meta:
        model = Promotion
        fields: tuple[str, ...] = ()


class OfficialLetterFilter(filters.FilterSet):  # type: ignore[misc]
    fund = IdFilter(field_name="fund_id")
    round = IdFilter(field_name="application__round_id")
    application = IdFilter(field_name="application_id")
    award = IdFilter(field_name="award_id")
    group = IdFilter(field_name="group_id")
    kind = filters.MultipleChoiceFilter(choices=OfficialLetter.KINDS)

    class Meta:
        model = OfficialLetter
        fields: tuple[str, ...] = ()
