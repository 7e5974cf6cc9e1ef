"""Changes, abolitions and cancellations as they go out."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from awards.api import offers
from awards.api.parts import (
    SubFundLineOutput,
    lines,
)
from awards.models import Cancellation, ChangeRequest
from awards.rules import ChangeVerdict
from common.api.actions import ActionOutput

REASONS = {
    "purpose": ("事業の目的が変わります。", "The purpose changes."),
    "place": ("事業の場所が変わります。", "The place changes."),
    "period": ("事業の期間が変わります。", "The period changes."),
    "amount": ("決定額が下がります。", "The award falls."),
    "new_category": ("「{name}」は、いまの予算にない費目です。", "“{name}” is not in the present budget."),
    "category": (
        "「{name}」が{share}変わります。{threshold}より大きく変えるときは承認が要ります。",
        "“{name}” moves by {share}; more than {threshold} needs approval.",
    ),
    "unsaid": ("何が変わるかを、事務局が読んで確かめます。", "The office reads what would change."),
}


class ChangeReasonOutput(serializers.Serializer[Any]):
    """Why approval is needed; `rule` names the standing rule it rests on."""

    code = serializers.CharField()
    rule = serializers.CharField()
    message_ja = serializers.CharField()
    message_en = serializers.CharField()


def told(verdict: ChangeVerdict) -> list[dict[str, str]]:
    """Its reasons as sentences."""
    found = []
    for reason in verdict.reasons:
        share = "" if reason.share is None else _percent(reason.share)
        figures = {"name": reason.name, "share": share, "threshold": _percent(verdict.threshold)}
        ja, en = (text.format(**figures) for text in REASONS[reason.code])
        rule = "change_threshold" if "category" in reason.code else "change_approval"
        found.append({"code": reason.code, "rule": rule, "message_ja": ja, "message_en": en})
    return found


def _percent(share: Fraction) -> str:
    """Up to one decimal, cut upwards so that what is over the threshold never reads as the threshold."""
    return f"{math.ceil(share * 1000) / 10:g}%"


class BeforeAfterOutput(serializers.Serializer[Any]):
    """One thing that differs: yen, or a day. `delta` in yen where both are."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)
    delta = serializers.IntegerField(allow_null=True)


class ChangeTryOutput(serializers.Serializer[Any]):
    """Whether approval is needed and why, and what differs."""

    needs_approval = serializers.BooleanField()
    reasons = ChangeReasonOutput(many=True)
    before_after = BeforeAfterOutput(many=True)


class ChangeOutput(serializers.ModelSerializer[ChangeRequest]):
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    kind = serializers.CharField()
    kind_label = serializers.CharField(source="get_kind_display")
    about = serializers.CharField()
    about_label = serializers.CharField(source="get_about_display")
    aims = serializers.ListField(child=serializers.CharField())
    before_after = BeforeAfterOutput(many=True)
    asked_by = serializers.CharField(source="asked_by.name")
    actions = serializers.SerializerMethodField()

    class Meta:
        model = ChangeRequest
        fields = (
            "id",
            "kind",
            "kind_label",
            "state",
            "state_label",
            "about",
            "about_label",
            "aims",
            "reason",
            "new_amount",
            "new_budget",
            "new_project_from",
            "new_project_to",
            "before_after",
            "asked_at",
            "asked_by",
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
