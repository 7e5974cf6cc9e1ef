"""Rounds in and out over HTTP: what a call says to everybody, and what the office sets."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api.actions import ActionOutput
from common.calendar import fiscal_year_label
from fund.api.offers import round_offers
from fund.models import Criterion, Department, DocumentType, FormQuestion, Fund, Round
from fund.queries import is_open_to_applicants
from people.api.serializers import (
    PersonOutput,
)


class FundRefOutput(serializers.ModelSerializer[Fund]):
    class Meta:
        model = Fund
        fields = ("id", "code", "name", "legal_mode")


class RoundRow(serializers.ModelSerializer[Round]):
    """A round as the asker may know it. `accepting`: a new draft may be begun now."""

    fund = FundRefOutput()
    fiscal_year = serializers.IntegerField(source="fiscal_year.year")
    fiscal_year_label = serializers.SerializerMethodField()
    state = serializers.CharField(source="shown_state")
    state_label = serializers.SerializerMethodField()
    accepting = serializers.SerializerMethodField()

    class Meta:
        model = Round
        fields = (
            "id",
            "code",
            "name",
            "fund",
            "fiscal_year",
            "fiscal_year_label",
            "state",
            "state_label",
            "accepting",
            "opens_at",
            "closes_at",
            "review_opens_at",
            "review_closes_at",
            "committee_on",
            "decided_on",
            "project_from",
            "project_to",
            "report_due_on",
            "released_at",
        )

    def get_fiscal_year_label(self, call: Round) -> str:
        return fiscal_year_label(call.fiscal_year.year)

    def get_state_label(self, call: Round) -> str:
        shown: str = call.shown_state  # type: ignore[attr-defined]
        return call.lifecycle.states[shown]

    def get_accepting(self, call: Round) -> bool:
        return is_open_to_applicants(call, self.context["at"])


class StepOutput(serializers.Serializer[Any]):
    """What holds for the n-th award of a group; rates are exact fractions, caps yen (R1–R3)."""

    n_from = serializers.IntegerField()
    n_to = serializers.IntegerField(allow_null=True)
    rate = serializers.CharField(allow_null=True)
    cap = serializers.IntegerField(allow_null=True)
    floor = serializers.IntegerField(allow_null=True)


class DepartmentOutput(serializers.ModelSerializer[Department]):
    """`rules` as they were set; `steps`, `advance_rate` and `repeat_limit` as they are read."""

    rules = serializers.DictField(source="rules_data")
    steps = StepOutput(source="rules.steps", many=True)
    advance_rate = serializers.CharField(source="rules.advance_rate")
    repeat_limit = serializers.IntegerField(source="rules.repeat.limit", allow_null=True)

    class Meta:
        model = Department
        fields = ("id", "code", "name", "budget", "steps", "advance_rate", "repeat_limit", "rules")


class CriterionOutput(serializers.ModelSerializer[Criterion]):
    """`department` is null for a criterion of the whole round. Points are exact decimals."""

    department = serializers.CharField(source="department.code", default=None, allow_null=True)
    applies_to = serializers.CharField()

    class Meta:
        model = Criterion
        fields = ("id", "code", "name", "department", "weight", "minimum", "maximum", "step", "applies_to")


class QuestionOutput(serializers.ModelSerializer[FormQuestion]):
    department = serializers.CharField(source="department.code", default=None, allow_null=True)
    kind = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = FormQuestion
        fields = (
            "id",
            "code",
            "department",
            "label_ja",
            "label_en",
            "help_ja",
            "kind",
            "choices",
            "limit",
            "required",
        )


class DocumentTypeOutput(serializers.ModelSerializer[DocumentType]):
    department = serializers.CharField(source="department.code", default=None, allow_null=True)

    class Meta:
        model = DocumentType
        fields = ("id", "code", "department", "label_ja", "label_en", "required", "office_only")


class SettingsOutput(serializers.Serializer[Any]):
    """The standing rules that a form needs."""

    grace_minutes = serializers.IntegerField()
    quote_threshold = serializers.IntegerField()
    quote_categories = serializers.ListField(child=serializers.CharField())
    expense_categories = serializers.ListField(child=serializers.CharField())
    income_categories = serializers.ListField(child=serializers.CharField())
    consents = serializers.ListField(child=serializers.CharField())
    acceptance_days = serializers.IntegerField()


class RoundOfficeOutput(serializers.Serializer[Any]):
    """What the office alone sees of a round."""

    policy_number = serializers.IntegerField(source="policy_version.number")
    budget_pools = serializers.ListField(child=serializers.DictField())
    prepared_by = PersonOutput(allow_null=True)
    published_by = PersonOutput(allow_null=True)


class RoundDetail(RoundRow):
    departments = DepartmentOutput(many=True)
    criteria = CriterionOutput(many=True)
    questions = QuestionOutput(many=True)
    document_types = DocumentTypeOutput(many=True)
    settings = SettingsOutput(source="policy")
    office = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(RoundRow.Meta):
        fields = (  # type: ignore[assignment]
            *RoundRow.Meta.fields,
            "guideline",
            "blind",
            "settings",
            "departments",
            "criteria",
            "questions",
            "document_types",
            "office",
            "actions",
        )

    def _is_office(self, call: Round) -> bool:
        return call.fund_id in self.context["office_funds"]

    @extend_schema_field(RoundOfficeOutput(allow_null=True))
    def get_office(self, call: Round) -> Any:
        return RoundOfficeOutput(call).data if self._is_office(call) else None

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, call: Round) -> Any:
        if not self._is_office(call):
            return []
        return round_offers(call, self.context["request"].user, self.context["at"])
