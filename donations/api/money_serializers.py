"""Receipts, the cash box, cards, fees and the city's match in and out over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api.actions import ActionOutput
from common.api.fields import DayField, WholeNumber
from common.api.serializers import Input, YenField
from donations.api.offers import receipt_offers
from donations.models import CityMatch, Donation, Receipt
from donations.services.certifying import receipt_text
from fund.api.round_serializers import FundRefOutput
from people.api.serializers import (
    PersonOutput,
)


class ReceiptRow(serializers.ModelSerializer[Receipt]):
    fund = FundRefOutput()
    donation = serializers.IntegerField(source="donation_id")
    number = serializers.CharField(source="__str__")
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    figure = serializers.SerializerMethodField()
    replaces = serializers.CharField(allow_null=True)

    class Meta:
        model = Receipt
        fields = (
            "id",
            "fund",
            "donation",
            "number",
            "calendar_year",
            "state",
            "state_label",
            "addressee",
            "address",
            "amount",
            "figure",
            "received_on",
            "issued_on",
            "reissued",
            "reissue_asked_at",
            "void_reason",
            "replaces",
        )

    def get_figure(self, receipt: Receipt) -> str:
        return f"donation:{receipt.donation_id}:amount"


class ReceiptDetail(ReceiptRow):
    """A receipt with its text as it is printed (§7); one issued again is marked 再発行."""

    text = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(ReceiptRow.Meta):
        fields = (*ReceiptRow.Meta.fields, "text", "actions")  # type: ignore[assignment]

    def get_text(self, receipt: Receipt) -> str:
        return receipt_text(receipt)

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, receipt: Receipt) -> Any:
        return receipt_offers(receipt, self.context["request"].user)


class DepositInput(Input):
    """Cash taken to the bank."""

    amount = YenField(min_value=1)
    on = DayField(required=False, allow_null=True, default=None)


class CardPayoutInput(Input):
    """The card gifts that one pay-out covers."""

    donations = serializers.ListField(
        child=serializers.IntegerField(min_value=1), allow_empty=False, max_length=5000
    )
    on = DayField(required=False, allow_null=True, default=None)


class FeesInput(Input):
    """The fiscal year, and the day up to which gifts count."""

    year = WholeNumber(min_value=1990, max_value=2200)
    on = DayField(required=False, allow_null=True, default=None)


class FeeDueOutput(serializers.Serializer[Any]):
    """R12: what a sub-fund still owes operations, and what was taken before."""

    sub_fund = serializers.CharField()
    fee_rate = serializers.CharField()
    due = serializers.IntegerField()
    taken = serializers.IntegerField()
    figure = serializers.CharField()


class RegisterQuery(Input):
    year = WholeNumber(min_value=1990, max_value=2200, help_text="fiscal year by its April")


class RegisterRow(serializers.ModelSerializer[Donation]):
    """One line of the donor register (寄附者名簿)."""

    donor = serializers.CharField(source="donor.name")
    donor_kana = serializers.CharField(source="donor.name_kana")
    address = serializers.CharField(source="donor.address")
    sub_fund = serializers.CharField(source="sub_fund.code", default=None, allow_null=True)
    method = serializers.CharField()
    publicity = serializers.CharField()
    figure = serializers.SerializerMethodField()

    class Meta:
        model = Donation
        fields = (
            "id",
            "number",
            "received_on",
            "donor",
            "donor_kana",
            "address",
            "amount",
            "figure",
            "sub_fund",
            "method",
            "publicity",
        )

    def get_figure(self, donation: Donation) -> str:
        return f"donation:{donation.pk}:amount"


class MatchDayInput(Input):
    """The day it belongs to; without it today."""

    on = DayField(required=False, allow_null=True, default=None)


class MatchRow(serializers.ModelSerializer[CityMatch]):
    sub_fund = serializers.CharField(source="sub_fund.code")
    figure = serializers.SerializerMethodField()
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    prepared_by = PersonOutput()
    confirmed_by = PersonOutput(allow_null=True)

    class Meta:
        model = CityMatch
        fields = (
            "sub_fund",
            "base",
            "amount",
            "figure",
            "returned",
            "state",
            "state_label",
            "prepared_by",
            "confirmed_by",
            "confirmed_on",
            "received_on",
        )

    def get_figure(self, match: CityMatch) -> str:
        return f"match:{match.round_id}:amount"


class MatchWorkingOutput(serializers.Serializer[Any]):
    """R11 on the gifts that count now: base, terms in yen, and the binding ones."""

    gifts = serializers.IntegerField()
    base = serializers.IntegerField()
    terms = serializers.DictField(child=serializers.IntegerField())
    match = serializers.IntegerField()
    binding = serializers.ListField(child=serializers.CharField())


class MatchOutput(serializers.Serializer[Any]):
    """The city's match of a round. `proposal` is null where the rules promise none."""

    round = serializers.IntegerField()
    match = MatchRow(allow_null=True)
    proposal = MatchWorkingOutput(allow_null=True)
    actions = ActionOutput(many=True)
