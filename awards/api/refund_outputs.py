"""Refunds as they go out: what is owed back, what came in, and the interest on each part (R6)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from awards.api import offers
from awards.api.parts import (
    AwardLinkOutput,
)
from awards.models import Interest, InterestWaiver, Refund, RefundReceipt
from common.api.actions import ActionOutput


class InterestOutput(serializers.ModelSerializer[Interest]):
    """principal × rate × days / 365, cut to yen; `waived` ones were not asked for."""

    kind = serializers.CharField()
    kind_label = serializers.CharField(source="get_kind_display")

    class Meta:
        model = Interest
        fields = (
            "kind",
            "kind_label",
            "principal",
            "rate",
            "days",
            "counted_from",
            "amount",
            "waived",
            "waive_reason",
        )


class RefundReceiptOutput(serializers.ModelSerializer[RefundReceipt]):
    interest = InterestOutput(many=True)

    class Meta:
        model = RefundReceipt
        fields = ("id", "received_on", "principal", "interest")


class WaiverOutput(serializers.ModelSerializer[InterestWaiver]):
    kind = serializers.CharField()
    kind_label = serializers.CharField(source="get_kind_display")
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    actions = serializers.SerializerMethodField()

    class Meta:
        model = InterestWaiver
        fields = ("id", "kind", "kind_label", "state", "state_label", "reason", "prepared_at", "actions")

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, waiver: InterestWaiver) -> Any:
        return offers.waiver_offers(waiver, self.context["request"].user)


class RefundOutput(serializers.ModelSerializer[Refund]):
    """`received` is the principal that came in, `left` what is still owed; interest is counted apart."""

    reason = serializers.CharField()
    reason_label = serializers.CharField(source="get_reason_display")
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    received = serializers.SerializerMethodField()
    left = serializers.SerializerMethodField()
    figure = serializers.SerializerMethodField()
    receipts = RefundReceiptOutput(many=True)
    waivers = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta:
        model = Refund
        fields = (
            "id",
            "reason",
            "reason_label",
            "state",
            "state_label",
            "principal",
            "received",
            "left",
            "figure",
            "due_on",
            "ordered_on",
            "surcharge_from",
            "receipts",
            "waivers",
            "actions",
        )

    def get_received(self, refund: Refund) -> int:
        return sum(receipt.principal for receipt in refund.receipts.all())

    def get_left(self, refund: Refund) -> int:
        return refund.principal - self.get_received(refund) if refund.state == "open" else 0

    def get_figure(self, refund: Refund) -> str:
        return f"award:{refund.award_id}:refunded"

    @extend_schema_field(WaiverOutput(many=True))
    def get_waivers(self, refund: Refund) -> Any:
        """A waiver is told to the group once it is decided."""
        shown = [row for row in refund.waivers.all() if self.context["office"] or row.state == "approved"]
        return WaiverOutput(shown, many=True, context=self.context).data

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, refund: Refund) -> Any:
        return offers.refund_offers(refund, self.context["request"].user)


class RefundDetail(RefundOutput):
    award = AwardLinkOutput()

    class Meta(RefundOutput.Meta):
        fields = (*RefundOutput.Meta.fields, "award")  # type: ignore[assignment]


class RefundRow(serializers.ModelSerializer[Refund]):
    """One line of a list."""

    reason = serializers.CharField()
    reason_label = serializers.CharField(source="get_reason_display")
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    left = serializers.SerializerMethodField()
    figure = serializers.SerializerMethodField()
    award = AwardLinkOutput()

    class Meta:
        model = Refund
        fields = (
            "id",
            "reason",
            "reason_label",
            "state",
            "state_label",
            "principal",
            "left",
            "figure",
            "due_on",
            "ordered_on",
            "award",
        )

    def get_left(self, refund: Refund) -> int:
        came_in = sum(receipt.principal for receipt in refund.receipts.all())
        return refund.principal - came_in if refund.state == "open" else 0

    def get_figure(self, refund: Refund) -> str:
        return f"award:{refund.award_id}:refunded"
