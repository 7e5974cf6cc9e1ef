"""The decision desk as it goes out: the sheet, the waitlist, its promotions. The office's alone."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from awards.api import offers
from awards.api.parts import (
    AwardCodedOutput,
    AwardPersonOutput,
    SubFundLineOutput,
    lines,
)
from awards.models import Decision, DecisionSheet, Promotion
from common.api.actions import ActionOutput


class DecidedApplicationOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()
    group = AwardPersonOutput()


class DecisionOutput(serializers.ModelSerializer[Decision]):
    """One application's outcome with R1's working and the lines of the draw (R12)."""

    application = DecidedApplicationOutput()
    outcome_label = serializers.CharField(source="get_outcome_display")
    funding = serializers.SerializerMethodField()
    award = serializers.SerializerMethodField()

    class Meta:
        model = Decision
        fields = (
            "application",
            "outcome",
            "outcome_label",
            "rank",
            "score",
            "nth_award",
            "rate",
            "inputs",
            "terms",
            "full",
            "amount",
            "binding",
            "funding",
            "waitlist_position",
            "conditions",
            "award",
        )

    @extend_schema_field(SubFundLineOutput(many=True))
    def get_funding(self, decision: Decision) -> Any:
        return lines(decision.funding)

    def get_award(self, decision: Decision) -> int | None:
        award = getattr(decision.application, "award", None)
        return award.pk if award else None


class DecidedDepartmentOutput(serializers.Serializer[Any]):
    """A department with its decisions by rank; `left` is what they leave of its budget."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    budget = serializers.IntegerField(allow_null=True)
    awarded = serializers.SerializerMethodField()
    left = serializers.SerializerMethodField()
    rows = DecisionOutput(many=True)

    def get_awarded(self, department: Any) -> int:
        return sum(row.amount for row in department.rows)

    def get_left(self, department: Any) -> int | None:
        return None if department.budget is None else department.budget - self.get_awarded(department)


class DeskRoundOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    released_at = serializers.DateTimeField(allow_null=True)


class DecisionSheetOutput(serializers.ModelSerializer[DecisionSheet]):
    """The round's decisions as one paper; empty departments while nobody has prepared it."""

    round = DeskRoundOutput()
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    prepared_by = AwardPersonOutput(allow_null=True)
    approved_by = AwardPersonOutput(allow_null=True)
    departments = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()
    round_actions = serializers.SerializerMethodField()

    class Meta:
        model = DecisionSheet
        fields = (
            "round",
            "state",
            "state_label",
            "prepared_by",
            "prepared_at",
            "approved_by",
            "approved_at",
            "departments",
            "actions",
            "round_actions",
        )

    @extend_schema_field(DecidedDepartmentOutput(many=True))
    def get_departments(self, sheet: DecisionSheet) -> Any:
        return DecidedDepartmentOutput(self.context["departments"], many=True).data

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, sheet: DecisionSheet) -> Any:
        return offers.sheet_offers(sheet, self.context["request"].user)

    @extend_schema_field(ActionOutput(many=True))
    def get_round_actions(self, sheet: DecisionSheet) -> Any:
        return offers.round_offers(sheet, self.context["request"].user, self.context["at"])


class PromotionOutput(serializers.ModelSerializer[Promotion]):
    """Who is to move up, with R1's working on what was freed."""

    application = DecidedApplicationOutput()
    department = AwardCodedOutput()
    outcome_label = serializers.CharField(source="get_outcome_display")
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    actions = serializers.SerializerMethodField()

    class Meta:
        model = Promotion
        fields = (
            "id",
            "application",
            "department",
            "outcome",
            "outcome_label",
            "amount",
            "terms",
            "binding",
            "state",
            "state_label",
            "prepared_at",
            "actions",
        )

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, promotion: Promotion) -> Any:
        return offers.promotion_offers(promotion, self.context["request"].user)


class WaitingOutput(serializers.Serializer[Any]):
    """One who waits; equals share a position."""

    position = serializers.IntegerField()
    application = serializers.IntegerField()
    number = serializers.CharField()
    requested = serializers.IntegerField()


class WaitlistOutput(serializers.Serializer[Any]):
    """A department's waitlist, what is free for it in yen and places (null: no such limit), and the
    promotion that waits for its approval."""

    department = AwardCodedOutput()
    free_yen = serializers.IntegerField(allow_null=True)
    free_places = serializers.IntegerField(allow_null=True)
    waiting = WaitingOutput(many=True)
    promotion = PromotionOutput(allow_null=True)
    actions = ActionOutput(many=True)
