"""Gifts and their donors in and out over HTTP. Amounts are yen; `figure` names what explains one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api.actions import ActionOutput
from common.api.fields import DayField
from common.api.problems import UnknownKeys
from common.api.serializers import Input, YenField
from donations.api.offers import donation_offers
from donations.figures import where_it_is
from donations.models import CHANNELS, METHODS, PUBLICITY, Donation, Donor, Receipt
from fund.api.round_serializers import FundRefOutput
from fund.models import SubFund
from people.api.serializers import (
    PersonOutput,
)


@extend_schema_field(OpenApiTypes.STR)
class DonorKindField(serializers.ChoiceField):
    """individual, company or unknown; a plain text in the schema, where `kind` means many things."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Donor.KINDS, **kwargs)


@extend_schema_field(OpenApiTypes.STR)
class ChannelField(serializers.ChoiceField):
    """web, counter, phone or paper; a plain text in the schema: applications have channels of theirs."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=CHANNELS, **kwargs)


class GiftDonorInput(serializers.Serializer[Any]):
    """Who gives, as the receipt will name them; `kind` individual or company."""

    kind = DonorKindField()
    name = serializers.CharField(max_length=200, trim_whitespace=False)
    name_kana = serializers.CharField(max_length=200, allow_blank=True, required=False)
    address = serializers.CharField(max_length=300, allow_blank=True, required=False)
    email = serializers.EmailField(allow_blank=True, required=False)
    phone = serializers.CharField(max_length=30, allow_blank=True, required=False)
    contact = serializers.CharField(max_length=80, allow_blank=True, required=False)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(str(key) for key in set(data) - set(self.fields))):
            raise UnknownKeys(keys=", ".join(f"donor/{key}" for key in unknown)[:400])
        return super().to_internal_value(data)


class ShownInput(Input):
    """How the public sees the gift (R13)."""

    publicity = serializers.ChoiceField(choices=PUBLICITY, default="anonymous")
    alias = serializers.CharField(max_length=80, allow_blank=True, default="")
    show_amount = serializers.BooleanField(default=True)


class PublicityInput(ShownInput):
    publicity = serializers.ChoiceField(choices=PUBLICITY)


class GiftInput(ShownInput):
    """A gift promised: by its donor for themself, or by the office for a donor it names.

    `donor_id` names a known donor instead of `donor`; a donor who names neither gives as last time, or
    under the name of their account. `number` and `note` are the office's own.
    """

    fund = serializers.IntegerField(min_value=1)
    amount = YenField(min_value=1)
    method = serializers.ChoiceField(choices=METHODS)
    sub_fund = serializers.CharField(max_length=20, allow_blank=True, default="")
    donor = GiftDonorInput(required=False, allow_null=True, default=None)
    donor_id = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)
    receipt_wanted = serializers.BooleanField(default=True)
    number = serializers.CharField(max_length=40, allow_blank=True, default="")
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")
    channel = ChannelField(allow_blank=True, default="")


class TakenInInput(GiftInput):
    """A gift of a known donor taken in at one go, on the day it was credited or handed over."""

    on = DayField(required=False, allow_null=True, default=None)


class UnidentifiedInput(Input):
    """Money of an unknown payer."""

    fund = serializers.IntegerField(min_value=1)
    amount = YenField(min_value=1)
    method = serializers.ChoiceField(choices=METHODS, default="bank")
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")
    on = DayField(required=False, allow_null=True, default=None)


class GiftDayInput(Input):
    """The day on which it happened; without it today."""

    on = DayField(required=False, allow_null=True, default=None)


class EarmarkInput(GiftDayInput):
    """`matched` false: the city does not match this gift, though it does others of its sub-fund."""

    sub_fund = serializers.CharField(max_length=20)
    matched = serializers.BooleanField(default=True)


class IdentifyInput(GiftDayInput):
    """Whose money it was, and what for."""

    sub_fund = serializers.CharField(max_length=20)
    donor = GiftDonorInput(required=False, allow_null=True, default=None)
    donor_id = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)
    publicity = serializers.ChoiceField(choices=PUBLICITY, default="anonymous")
    alias = serializers.CharField(max_length=80, allow_blank=True, default="")
    receipt_wanted = serializers.BooleanField(default=True)


class GiftReasonInput(Input):
    reason = serializers.CharField(max_length=2000, allow_blank=True)


class DonorChangeInput(Input):
    """A donor's record; receipts already issued stay as they are."""

    kind = DonorKindField(required=False)
    name = serializers.CharField(max_length=200, required=False, trim_whitespace=False)
    name_kana = serializers.CharField(max_length=200, allow_blank=True, required=False)
    address = serializers.CharField(max_length=300, allow_blank=True, required=False)
    email = serializers.EmailField(allow_blank=True, required=False)
    phone = serializers.CharField(max_length=30, allow_blank=True, required=False)
    contact = serializers.CharField(max_length=80, allow_blank=True, required=False)


class DonorOutput(serializers.ModelSerializer[Donor]):
    fund = FundRefOutput()
    kind = serializers.CharField()
    kind_label = serializers.CharField(source="get_kind_display")

    class Meta:
        model = Donor
        fields = (
            "id",
            "fund",
            "kind",
            "kind_label",
            "name",
            "name_kana",
            "address",
            "email",
            "phone",
            "contact",
        )


class GivenToOutput(serializers.ModelSerializer[SubFund]):
    class Meta:
        model = SubFund
        fields = ("code", "name")


class DonationRow(serializers.ModelSerializer[Donation]):
    fund = FundRefOutput()
    donor = PersonOutput()
    sub_fund = GivenToOutput(allow_null=True)
    figure = serializers.SerializerMethodField()
    method = serializers.CharField()
    method_label = serializers.CharField(source="get_method_display")
    publicity = serializers.CharField()
    receipt_by = serializers.CharField()
    channel = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")

    class Meta:
        model = Donation
        fields = (
            "id",
            "number",
            "reference",
            "fund",
            "donor",
            "sub_fund",
            "amount",
            "figure",
            "method",
            "method_label",
            "publicity",
            "alias",
            "show_amount",
            "receipt_wanted",
            "receipt_by",
            "channel",
            "pay_by",
            "match_eligible",
            "state",
            "state_label",
            "pledged_at",
            "received_on",
            "refunded_on",
        )

    def get_figure(self, donation: Donation) -> str:
        return f"donation:{donation.pk}:amount"


class PartOutput(serializers.Serializer[Any]):
    """Yen of a gift and where they are; `figure` unfolds it further where one may look."""

    figure = serializers.CharField()
    label_ja = serializers.CharField()
    label_en = serializers.CharField()
    value = serializers.IntegerField()


def journey_of(donation: Donation, context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parts of one gift, out of the journeys at hand."""
    return [
        {"figure": figure, "label_ja": label[0], "label_en": label[1], "value": amount}
        for figure, label, amount in where_it_is(donation, context["journeys"][donation.pk])
    ]


class OwnDonationRow(DonationRow):
    """One's own gift with its journey (R12): the parts add up to the gift."""

    journey = serializers.SerializerMethodField()

    class Meta(DonationRow.Meta):
        fields = (*DonationRow.Meta.fields, "journey")  # type: ignore[assignment]

    @extend_schema_field(PartOutput(many=True))
    def get_journey(self, donation: Donation) -> Any:
        return journey_of(donation, self.context)


class ReceiptRefOutput(serializers.ModelSerializer[Receipt]):
    number = serializers.CharField(source="__str__")
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")

    class Meta:
        model = Receipt
        fields = ("id", "number", "state", "state_label", "issued_on", "reissued", "reissue_asked_at")


class OwnGiftRow(OwnDonationRow):
    """One's own gift with its journey and its receipts, the latest last."""

    receipts = ReceiptRefOutput(many=True)

    class Meta(OwnDonationRow.Meta):
        fields = (*OwnDonationRow.Meta.fields, "receipts")  # type: ignore[assignment]


class DonationOfficeOutput(serializers.Serializer[Any]):
    """What the office alone sees of a gift."""

    note = serializers.CharField()
    deposited = serializers.BooleanField()
    paid_out = serializers.BooleanField()
    matched = serializers.BooleanField(source="match_id")
    refund_prepared_by = PersonOutput(allow_null=True)
    refund_reason = serializers.CharField()

    def to_representation(self, instance: Donation) -> Any:
        shown = super().to_representation(instance)
        shown["matched"] = instance.match_id is not None
        return shown


class DonationDetail(OwnDonationRow):
    receipts = ReceiptRefOutput(many=True)
    office = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(OwnDonationRow.Meta):
        fields = (*OwnDonationRow.Meta.fields, "receipts", "office", "actions")  # type: ignore[assignment]

    def _is_office(self, donation: Donation) -> bool:
        return donation.fund_id in self.context["office_funds"]

    @extend_schema_field(DonationOfficeOutput(allow_null=True))
    def get_office(self, donation: Donation) -> Any:
        return DonationOfficeOutput(donation).data if self._is_office(donation) else None

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, donation: Donation) -> Any:
        return donation_offers(donation, self.context["request"].user, office=self._is_office(donation))
