"""Changes, abolitions and cancellations as they go out."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from awards.api import offers
from awards.api.parts import (
    SubFundLineOutput,
    lines,
)
from awards.models import Cancellation, ChangeRequest
from common.api.actions import ActionOutput


class ChangeOutput(serializers.ModelSerializer[ChangeRequest]):
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    kind = serializers.CharField()
    kind_label = serializers.CharField(source="get_kind_display")
    actions = serializers.SerializerMethodField()

    class Meta:
        model = ChangeRequest
        fields = (
            "id",
            "kind",
            "kind_label",
            "state",
            "state_label",
            "reason",
            "new_amount",
            "new_budget",
            "asked_at",
            "decided_at",
            "decision_reason",
            "actions",
        )

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, change: ChangeRequest) -> Any:
        return offers.change_offers(change, self.context["request"].user)


class CancellationOutput(serializers.ModelSerializer[Cancellation]):
    kind = serializers.CharField()
    kind_label = serializers.CharField(source="get_kind_display")
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    release = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta:
        model = Cancellation
        fields = (
            "id",
            "kind",
            "kind_label",
            "state",
            "state_label",
            "reason",
            "prepared_at",
            "cancelled_on",
            "release",
            "actions",
        )

    @extend_schema_field(SubFundLineOutput(many=True))
    def get_release(self, cancellation: Cancellation) -> Any:
        return lines(cancellation.release) if self.context["office"] else []

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, cancellation: Cancellation) -> Any:
        return offers.cancellation_offers(cancellation, self.context["request"].user)
