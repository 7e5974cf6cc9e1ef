"""Filters of the lists."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters  # type: ignore[import-untyped]

from common.api.lists import IdFilter, YesNoFilter
from disbursements import states
from disbursements.models import Instalment, PaymentBatch
from disbursements.queries import ready_for_batch


class InstalmentFilter(filters.FilterSet):  # type: ignore[misc]
    fund = IdFilter(field_name="award__fund_id")
    award = IdFilter(field_name="award_id")
    group = IdFilter(field_name="award__group_id")
    kind = filters.ChoiceFilter(choices=Instalment.KINDS)
    state = filters.MultipleChoiceFilter(choices=states.INSTALMENT.choices)
    ready = YesNoFilter(method="only_ready")

    class Meta:
        model = Instalment
        fields: tuple[str, ...] = ()

    def only_ready(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """What a batch may take now: approved, of an award in force."""
        ready = ready_for_batch(rows)
        return ready if value else rows.exclude(pk__in=ready.values("pk"))


class BatchFilter(filters.FilterSet):  # type: ignore[misc]
    fund = IdFilter(field_name="fund_id")
    state = filters.MultipleChoiceFilter(choices=states.BATCH.choices)

    class Meta:
        model = PaymentBatch
        fields: tuple[str, ...] = ()
