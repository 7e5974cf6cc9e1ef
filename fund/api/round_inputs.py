"""What comes in over HTTP to set a round up."""

from __future__ import annotations

from decimal import Decimal

from rest_framework import serializers

from common.api.fields import DayField, WholeNumber
from common.api.serializers import Input, YenField


class RoundChangeInput(Input):
    """What may change while a round is in preparation."""

    name = serializers.CharField(max_length=120, required=False)
    guideline = serializers.CharField(max_length=100_000, allow_blank=True, required=False)
    blind = serializers.BooleanField(required=False)
    budget_pools = serializers.ListField(child=serializers.DictField(), max_length=50, required=False)
    opens_at = serializers.DateTimeField(required=False)
    closes_at = serializers.DateTimeField(required=False)
    review_opens_at = serializers.DateTimeField(required=False)
    review_closes_at = serializers.DateTimeField(required=False)
    committee_on = DayField(required=False)
    decided_on = DayField(required=False)
    project_from = DayField(required=False)
    project_to = DayField(required=False)
    report_due_on = DayField(required=False)


class RoundInput(RoundChangeInput):
    """A new round; `policy_number` names another version of the standing rules than the one in force."""

    fund = serializers.IntegerField(min_value=1)
    fiscal_year = WholeNumber(min_value=1990, max_value=2200)
    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=120)
    policy_number = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    review_opens_at = serializers.DateTimeField()
    review_closes_at = serializers.DateTimeField()
    committee_on = DayField()
    decided_on = DayField()
    project_from = DayField()
    project_to = DayField()
    report_due_on = DayField()


class DepartmentChangeInput(Input):
    """`budget` in yen, null for none; `rules` as docs/rules.md names them."""

    name = serializers.CharField(max_length=120, required=False)
    budget = YenField(allow_null=True, required=False)
    rules = serializers.DictField(required=False)


class DepartmentInput(DepartmentChangeInput):
    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=120)
    budget = YenField(allow_null=True)
    rules = serializers.DictField(default=dict)


class AskedInput(Input):
    """What is asked of one department (its id), or of all."""

    department = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)


class CriterionInput(AskedInput):
    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=120)
    weight = WholeNumber(max_value=1000, default=1)
    minimum = serializers.DecimalField(max_digits=6, decimal_places=2, default=Decimal(1))
    maximum = serializers.DecimalField(max_digits=6, decimal_places=2, default=Decimal(5))
    step = serializers.DecimalField(max_digits=6, decimal_places=2, default=Decimal(1))
    applies_to = serializers.ChoiceField(choices=["all", "continuing"], default="all")


class QuestionInput(AskedInput):
    code = serializers.CharField(max_length=40)
    label_ja = serializers.CharField(max_length=200)
    label_en = serializers.CharField(max_length=200, allow_blank=True, default="")
    help_ja = serializers.CharField(max_length=400, allow_blank=True, default="")
    kind = serializers.CharField(max_length=10, default="text")
    choices = serializers.ListField(child=serializers.CharField(max_length=200), max_length=100, default=list)
    limit = WholeNumber(min_value=1, max_value=100_000, default=800)
    required = serializers.BooleanField(default=True)  # type: ignore[assignment]


class DocumentTypeInput(AskedInput):
    code = serializers.CharField(max_length=40)
    label_ja = serializers.CharField(max_length=200)
    label_en = serializers.CharField(max_length=200, allow_blank=True, default="")
    required = serializers.BooleanField(default=True)  # type: ignore[assignment]
    office_only = serializers.BooleanField(default=False)


class PolicyChoiceInput(Input):
    number = serializers.IntegerField(min_value=1)


class CancelRoundInput(Input):
    reason = serializers.CharField(max_length=2000, allow_blank=True)
