"""An award as it goes out: in a list, and with everything that the asker may know of it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from applications.rules.amounts import LABELS
from awards import queries
from awards.api import offers
from awards.api.change_outputs import CancellationOutput, ChangeOutput
from awards.api.parts import (
    AwardCodedOutput,
    AwardPersonOutput,
    MoneyOutput,
    SubFundLineOutput,
    lines,
    title_of,
)
from awards.api.refund_outputs import RefundOutput
from awards.api.report_outputs import FixingOutput, ReportRowOutput
from awards.models import AmountFixing, Award, Decision
from common.api.actions import ActionOutput
from ledger import queries as ledger


class AwardRow(serializers.ModelSerializer[Award]):
    """One line of a list. `paid` is what the ledger holds as paid out so far."""

    kind = serializers.CharField()
    kind_label = serializers.CharField(source="get_kind_display")
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    title = serializers.SerializerMethodField()
    fund = AwardCodedOutput()
    group = AwardPersonOutput()
    round = AwardCodedOutput(source="application.round", allow_null=True)
    department = AwardCodedOutput(source="application.department", allow_null=True)
    application = serializers.IntegerField(source="application_id", allow_null=True)
    paid = serializers.IntegerField()
    figure = serializers.SerializerMethodField()

    class Meta:
        model = Award
        fields = (
            "id",
            "number",
            "kind",
            "kind_label",
            "state",
            "state_label",
            "title",
            "fund",
            "round",
            "department",
            "application",
            "group",
            "amount",
            "figure",
            "version",
            "paid",
            "decided_on",
            "accept_by",
            "accepted_at",
            "project_from",
            "project_to",
            "report_due_on",
        )

    def get_title(self, award: Award) -> str:
        return title_of(award)

    def get_figure(self, award: Award) -> str:
        return f"award:{award.pk}:amount"


class ReasonOutput(serializers.Serializer[Any]):
    """One term of R1 that binds: why the award is not what was asked for. `amount` in yen."""

    code = serializers.CharField()
    label_ja = serializers.CharField()
    label_en = serializers.CharField()
    amount = serializers.IntegerField(allow_null=True)


class AnswerOutput(serializers.Serializer[Any]):
    """Who of the group answered the offer, when and how: accept, decline, or lapse by the clock."""

    verb = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField(allow_blank=True)


class PlannedLineOutput(serializers.Serializer[Any]):
    """A line of the award's budget as it stands; `id` is null in a budget revised since. Yen."""

    id = serializers.IntegerField(allow_null=True)
    category = serializers.CharField()
    description = serializers.CharField()
    eligible = serializers.BooleanField()
    planned = serializers.IntegerField()


class AwardDecisionOutput(serializers.ModelSerializer[Decision]):
    """R1's working behind the award; rank and score where the call publishes them, and for the office."""

    outcome_label = serializers.CharField(source="get_outcome_display")
    funding = serializers.SerializerMethodField()
    rank = serializers.SerializerMethodField()
    score = serializers.SerializerMethodField()

    class Meta:
        model = Decision
        fields = (
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
        )

    def _tells(self, decision: Decision, name: str) -> bool:
        published = self.context["award"].application.department.rules.publication.fields
        return self.context["office"] or name in published

    def get_rank(self, decision: Decision) -> int | None:
        return decision.rank if self._tells(decision, "rank") else None

    def get_score(self, decision: Decision) -> str:
        return decision.score if self._tells(decision, "score") else ""

    @extend_schema_field(SubFundLineOutput(many=True))
    def get_funding(self, decision: Decision) -> Any:
        return lines(decision.funding) if self.context["office"] else []


class AwardDetail(AwardRow):
    """Everything about one award that the asker may see. What the office only prepares is its own."""

    fiscal_year = serializers.IntegerField(source="fiscal_year.year")
    requested = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()
    answer = serializers.SerializerMethodField()
    budget_lines = serializers.SerializerMethodField()
    planned_income = serializers.SerializerMethodField()
    budget_gap = serializers.SerializerMethodField()
    money = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()
    reports = ReportRowOutput(many=True)
    changes = ChangeOutput(source="change_requests", many=True)
    cancellations = serializers.SerializerMethodField()
    fixing = serializers.SerializerMethodField()
    refunds = RefundOutput(many=True)
    prepared_by = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(AwardRow.Meta):
        fields = (  # type: ignore[assignment]
            *AwardRow.Meta.fields,
            "fiscal_year",
            "rate",
            "advance_rate",
            "conditions",
            "requested",
            "reasons",
            "answer",
            "accepted_budget",
            "budget_lines",
            "planned_income",
            "budget_gap",
            "money",
            "decision",
            "reports",
            "changes",
            "cancellations",
            "fixing",
            "refunds",
            "prepared_by",
            "actions",
        )

    def get_requested(self, award: Award) -> int | None:
        return award.application.requested if award.application else None

    @extend_schema_field(ReasonOutput(many=True))
    def get_reasons(self, award: Award) -> Any:
        """Empty where the group got what it asked for."""
        decision = getattr(award.application, "decision", None) if award.application else None
        if decision is None or decision.amount >= (self.get_requested(award) or 0):
            return []
        decided = queries.as_awarded(decision)
        return [
            {
                "code": name,
                "label_ja": LABELS[name][0],
                "label_en": LABELS[name][1],
                "amount": decided.terms.get(name),
            }
            for name in decided.binding
            if name in LABELS
        ]

    @extend_schema_field(AnswerOutput(allow_null=True))
    def get_answer(self, award: Award) -> Any:
        found = queries.answer_to(award)
        return None if found is None else AnswerOutput(found).data

    @extend_schema_field(PlannedLineOutput(many=True))
    def get_budget_lines(self, award: Award) -> Any:
        return PlannedLineOutput(queries.budget_lines(award), many=True).data

    def get_planned_income(self, award: Award) -> int:
        return queries.planned_income(award)

    def get_budget_gap(self, award: Award) -> int:
        """Yen by which an offer misses the budget, to be made up before it can be accepted."""
        return queries.budget_gap(award)

    @extend_schema_field(MoneyOutput(many=True))
    def get_money(self, award: Award) -> Any:
        """Amount, fixed, paid, refunded, still to be paid and to be paid back; each explained. 4 queries."""
        fixing = _fixing_of(award)
        figures: list[tuple[str, int, str]] = [("amount", award.amount, "amount")]
        if fixing is not None and fixing.state == "approved":
            figures.append(("fixed", fixing.fixed, "fixed"))
        figures += [
            ("paid", ledger.paid_for(award.reference), "paid"),
            ("refunded", queries.refunded_for(award.reference), "refunded"),
            ("payable", ledger.payable_for(award.reference), "balance"),
            ("receivable", ledger.receivable_for(award.reference), "balance"),
        ]
        return [
            {"name": name, "value": value, "figure": f"award:{award.pk}:{figure}"}
            for name, value, figure in figures
        ]

    @extend_schema_field(AwardDecisionOutput(allow_null=True))
    def get_decision(self, award: Award) -> Any:
        decision = getattr(award.application, "decision", None) if award.application else None
        if decision is None:
            return None
        context = {**self.context, "award": award}
        return AwardDecisionOutput(queries.as_awarded(decision), context=context).data

    @extend_schema_field(CancellationOutput(many=True))
    def get_cancellations(self, award: Award) -> Any:
        shown = [
            row for row in award.cancellations.all() if self.context["office"] or row.state == "approved"
        ]
        return CancellationOutput(shown, many=True, context=self.context).data

    @extend_schema_field(FixingOutput(allow_null=True))
    def get_fixing(self, award: Award) -> Any:
        fixing = _fixing_of(award)
        if fixing is None or not (self.context["office"] or fixing.state == "approved"):
            return None
        return FixingOutput(fixing, context=self.context).data

    @extend_schema_field(AwardPersonOutput(allow_null=True))
    def get_prepared_by(self, award: Award) -> Any:
        maker = award.prepared_by if self.context["office"] else None
        return AwardPersonOutput(maker).data if maker else None

    @extend_schema_field(ActionOutput(many=True))
    def get_actions(self, award: Award) -> Any:
        fixing = _fixing_of(award)
        return offers.award_offers(
            award,
            self.context["request"].user,
            self.context["at"],
            member=self.context["member"],
            office=self.context["office"],
            fixing_state=fixing.state if fixing else "",
        )


def _fixing_of(award: Award) -> AmountFixing | None:
    return getattr(award, "fixing", None)
