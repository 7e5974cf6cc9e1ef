"""Filters of the lists of gifts, receipts and donors."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters  # type: ignore[import-untyped]

from common.api.lists import IdFilter, YesNoFilter
from donations.models import METHODS, PUBLICITY, Donation, Donor, Receipt
from donations.references import read_reference
from donations.states import DONATION, RECEIPT


class DonationFilter(filters.FilterSet):  # type: ignore[misc]
    fund = IdFilter(field_name="fund_id")
    donor = IdFilter(field_name="donor_id")
    sub_fund = filters.CharFilter(field_name="sub_fund__code", max_length=20)
    state = filters.MultipleChoiceFilter(choices=DONATION.choices)
    method = filters.MultipleChoiceFilter(choices=METHODS)
    publicity = filters.MultipleChoiceFilter(choices=PUBLICITY)
    received_from = filters.DateFilter(field_name="received_on", lookup_expr="gte")
    received_to = filters.DateFilter(field_name="received_on", lookup_expr="lte")
    unidentified = YesNoFilter(field_name="sub_fund", lookup_expr="isnull")
    refund_prepared = YesNoFilter(field_name="refund_prepared_by", lookup_expr="isnull", exclude=True)
    deposited = YesNoFilter()
    paid_out = YesNoFilter()
    reference = filters.CharFilter(method="by_reference", max_length=40)
    q = filters.CharFilter(method="search", max_length=100)

    class Meta:
        model = Donation
        fields: tuple[str, ...] = ()

    def by_reference(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """受付番号 as people type it; one whose check digit is wrong matches nothing."""
        found = read_reference(value)
        return rows.filter(reference=found) if found else rows.none()

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Number, donor's name or kana."""
        return rows.filter(
            Q(number__icontains=value)
            | Q(reference=value)
            | Q(donor__name__icontains=value)
            | Q(donor__name_kana__icontains=value)
        )


class ReceiptFilter(filters.FilterSet):  # type: ignore[misc]
    fund = IdFilter(field_name="fund_id")
    donation = IdFilter(field_name="donation_id")
    calendar_year = IdFilter()
    state = filters.MultipleChoiceFilter(choices=RECEIPT.choices)
    reissue_asked = filters.BooleanFilter(field_name="reissue_asked_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Receipt
        fields: tuple[str, ...] = ()


class DonorFilter(filters.FilterSet):  # type: ignore[misc]
    fund = IdFilter(field_name="fund_id")
    kind = filters.MultipleChoiceFilter(choices=Donor.KINDS)
    q = filters.CharFilter(method="search", max_length=100)

    class Meta:
        model = Donor
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Name or kana."""
        return rows.filter(Q(name__icontains=value) | Q(name_kana__icontains=value))
