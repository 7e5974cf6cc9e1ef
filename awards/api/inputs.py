"""What comes in over HTTP."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from awards.models import Cancellation, ChangeRequest, Interest
from common.api.fields import DayField
from common.api.serializers import Input, YenField

MOST_ROWS = 500


class AwardReasonInput(Input):
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")


class ConditionsInput(Input):
    """Conditions of an approval (条件つき採択); empty takes them away."""

    conditions = serializers.CharField(max_length=2000, allow_blank=True)


class RevisedRowInput(serializers.Serializer[Any]):
    category = serializers.CharField(max_length=60)
    amount = YenField()


class RevisedBudgetInput(serializers.Serializer[Any]):
    """A budget that balances: award + other income = total. The rows are its expenses, if they are given."""

    total = YenField()
    other_income = YenField()
    rows = RevisedRowInput(many=True, required=False)


class AcceptOfferInput(Input):
    """A reduced offer needs a revised budget; with `claim` the advance is asked for, too."""

    revised_budget = RevisedBudgetInput(required=False, allow_null=True, default=None)
    claim = serializers.BooleanField(default=False)


class DesignateInput(Input):
    """Without an amount all that R12 allows."""

    amount = YenField(required=False, allow_null=True, default=None)


class TryChangeInput(Input):
    """What a change would change: a lower amount, a new budget, other days; `aims` are what else does."""

    about = serializers.ChoiceField(choices=ChangeRequest.ABOUT, default="other")
    aims = serializers.ListField(
        child=serializers.ChoiceField(choices=ChangeRequest.AIMS), max_length=3, default=list
    )
    new_amount = YenField(required=False, allow_null=True, default=None)
    new_budget = RevisedBudgetInput(required=False, allow_null=True, default=None)
    new_project_from = DayField(required=False, allow_null=True, default=None)
    new_project_to = DayField(required=False, allow_null=True, default=None)


class AskChangeInput(TryChangeInput):
    """A change (by its terms, or for its reason alone) or an abolition."""

    kind = serializers.ChoiceField(choices=["change", "abolition"])
    reason = serializers.CharField(max_length=2000, allow_blank=True)


class PrepareCancellationInput(Input):
    kind = serializers.ChoiceField(choices=Cancellation.REASONS)
    reason = serializers.CharField(max_length=2000, allow_blank=True)


class RefundDayInput(Input):
    """The last day to pay back, if there is anything; 30 days from today unless it is given."""

    refund_due_on = serializers.DateField(required=False, allow_null=True, default=None)


class StartReportInput(Input):
    kind = serializers.ChoiceField(choices=["final", "interim"], default="final")


class JudgeInput(Input):
    """Verdicts, each {position, verdict, accepted, reason}; the service names each one's faults."""

    verdicts = serializers.ListField(child=serializers.JSONField(), max_length=MOST_ROWS)


class ReturnReportInput(Input):
    """The rows (by position) and fields that the group is asked to mend."""

    rows = serializers.ListField(
        child=serializers.IntegerField(min_value=0), max_length=MOST_ROWS, default=list
    )
    fields_asked = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=10, default=list
    )
    message = serializers.CharField(max_length=4000, allow_blank=True)


class ReceiveRefundInput(Input):
    """Principal that came in; interest (R6) is added to it. Without a day: today."""

    amount = YenField()
    on = serializers.DateField(required=False, allow_null=True, default=None)


class PrepareWaiverInput(Input):
    kind = serializers.ChoiceField(choices=Interest.KINDS)
    reason = serializers.CharField(max_length=2000, allow_blank=True)
