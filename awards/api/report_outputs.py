"""Reports and the fixing as they go out; verdicts show to the group once the office is done with them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from awards import queries
from awards.api import offers
from awards.api.parts import (
    AwardLinkOutput,
    MoneyOutput,
    SubFundLineOutput,
    lines,
)
from awards.api.report_drafts import BudgetLineOutput, IndicatorOutput, lines_shown
from awards.api.report_files import FiledFileOutput
from awards.models import AmountFixing, Report, ReportRow
from awards.permissions import UNFILED
from awards.queries import actual_rows
from awards.rules import SpentRow, sums_of
from common.api.actions import ActionOutput

TOLD = ("returned", "accepted", "fixed")
"""States in which the group may read the office's verdicts."""


class ReportRowOutput(serializers.ModelSerializer[Report]):
    """A report in a list. `overdue`: it came in after its day."""

    kind = serializers.CharField()
    kind_label = serializers.CharField(source="get_kind_display")
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")

    class Meta:
        model = Report
        fields = (
            "id",
            "kind",
            "kind_label",
            "state",
            "state_label",
            "due_on",
            "submitted_at",
            "overdue",
        )


class ReportListOutput(ReportRowOutput):
    award = AwardLinkOutput()

    class Meta(ReportRowOutput.Meta):
        fields = (*ReportRowOutput.Meta.fields, "award")  # type: ignore[assignment]


class VoucherRowOutput(serializers.ModelSerializer[ReportRow]):
    """One voucher (領収書); the verdict is empty while it is the office's own."""

    verdict = serializers.SerializerMethodField()
    verdict_label = serializers.SerializerMethodField()
    accepted = serializers.SerializerMethodField()
    verdict_reason = serializers.SerializerMethodField()

    class Meta:
        model = ReportRow
        fields = (
            "position",
            "key",
            "category",
            "description",
            "payee",
            "budget_row",
            "paid_on",
            "amount",
            "voucher",
            "verdict",
            "verdict_label",
            "accepted",
            "verdict_reason",
        )

    def get_verdict(self, row: ReportRow) -> str:
        return row.verdict if self.context["tells_verdicts"] else ""

    def get_verdict_label(self, row: ReportRow) -> str:
        return row.get_verdict_display() if self.context["tells_verdicts"] else ""

    def get_accepted(self, row: ReportRow) -> int | None:
        return row.accepted if self.context["tells_verdicts"] else None

    def get_verdict_reason(self, row: ReportRow) -> str:
        return row.verdict_reason if self.context["tells_verdicts"] else ""


class ReportSumsOutput(serializers.Serializer[Any]):
    """accepted + disallowed + ineligible = total (R5), in yen."""

    accepted = serializers.IntegerField()
    disallowed = serializers.IntegerField()
    ineligible = serializers.IntegerField()
    total = serializers.IntegerField()


class ReportDetail(ReportListOutput):
    """A report with its rows. Sums of verdicts are told with the verdicts; until it is handed in, nobody but
    the group sees what is written in it."""

    other_income = serializers.IntegerField(allow_null=True)
    indicators = serializers.SerializerMethodField()
    results = serializers.ListField(child=serializers.CharField())
    files = serializers.SerializerMethodField()
    budget_actual = serializers.SerializerMethodField()
    rows = serializers.SerializerMethodField()
    sums = serializers.SerializerMethodField()
    opened = serializers.ListField(source="returned_rows", child=serializers.JSONField())
    actions = serializers.SerializerMethodField()

    class Meta(ReportListOutput.Meta):
        fields = (  # type: ignore[assignment]
            *ReportListOutput.Meta.fields,
            "text",
            "people",
            "lessons",
            "indicators",
            "results",
            "other_income",
            "rows",
            "files",
            "budget_actual",
            "sums",
            "opened",
            "message",
            "actions",
        )

    def to_representation(self, report: Report) -> Any:
        shown = super().to_representation(report)
        if report.state in UNFILED and not self.context["member"]:
            shown |= {"text": "", "people": None, "lessons": "", "results": [], "other_income": None}
            shown |= {"rows": [], "files": [], "budget_actual": [], "sums": None}
        return shown

    @extend_schema_field(IndicatorOutput(many=True))
    def get_indicators(self, report: Report) -> Any:
        return IndicatorOutput(queries.indicators_of(report.award), many=True).data

    @extend_schema_field(FiledFileOutput(many=True))
    def get_files(self, report: Report) -> Any:
        """To the group as they stand, to the office as handed in."""
        files = report.shown_files  # type: ignore[attr-defined]
        office = self.context["office"] and not self.context["member"]
        twice = queries.same_receipts(report, files, of_fund=office)
        return FiledFileOutput(files, many=True, context={**self.context, "twice": twice}).data

    @extend_schema_field(BudgetLineOutput(many=True))
    def get_budget_actual(self, report: Report) -> Any:
        spent = [SpentRow(row.amount, row.category, row.budget_row_id) for row in report.rows.all()]
        return BudgetLineOutput(lines_shown(report, spent), many=True).data

    def _tells(self, report: Report) -> bool:
        return bool(self.context["office"]) or report.state in TOLD

    @extend_schema_field(VoucherRowOutput(many=True))
    def get_rows(self, report: Report) -> Any:
        context = {**self.context, "tells_verdicts": self._tells(report)}
        return VoucherRowOutput(report.rows.all(), many=True, context=context).data

    @extend_schema_field(ReportSumsOutput(allow_null=True))
    def get_sums(self, report: Report) -> Any:
        return ReportSumsOutput(sums_of(actual_rows(report))).data if self._tells(report) else None

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, report: Report) -> Any:
        return offers.report_offers(report, self.context["request"].user)


class FixingOutput(serializers.ModelSerializer[AmountFixing]):
    """R5's working: the sums of the report, every term, which of them bind."""

    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    release = serializers.SerializerMethodField()
    money = serializers.SerializerMethodField()

    class Meta:
        model = AmountFixing
        fields = (
            "state",
            "state_label",
            "accepted_eligible",
            "disallowed",
            "ineligible",
            "actual_total",
            "actual_other_income",
            "terms",
            "binding",
            "fixed",
            "money",
            "release",
            "prepared_at",
            "fixed_on",
        )

    @extend_schema_field(SubFundLineOutput(many=True))
    def get_release(self, fixing: AmountFixing) -> Any:
        return lines(fixing.release) if self.context["office"] else []

    @extend_schema_field(MoneyOutput(allow_null=True))
    def get_money(self, fixing: AmountFixing) -> Any:
        if fixing.state != "approved":
            return None
        figure = f"award:{fixing.award_id}:fixed"
        return {"name": "fixed", "value": fixing.fixed, "figure": figure}
