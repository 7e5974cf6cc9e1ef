"""R1's working and its terms out over HTTP."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class TermOutput(serializers.Serializer[Any]):
    name = serializers.CharField()
    label_ja = serializers.CharField()
    label_en = serializers.CharField()
    expression_ja = serializers.CharField()
    expression_en = serializers.CharField()
    value = serializers.IntegerField()
    binding = serializers.BooleanField()


class AmountOutput(serializers.Serializer[Any]):
    """R1's working, in yen; the rate is an exact fraction."""

    rule = serializers.CharField()
    award = serializers.IntegerField()
    full = serializers.IntegerField()
    floor = serializers.IntegerField(allow_null=True)
    awardable = serializers.BooleanField()
    rate = serializers.CharField(allow_null=True)
    binding = serializers.ListField(child=serializers.CharField())
    terms = TermOutput(many=True)


class AmountStepOutput(serializers.Serializer[Any]):
    """What holds for the n-th award (R3): an exact fraction as text, and yen."""

    n_from = serializers.IntegerField()
    n_to = serializers.IntegerField(allow_null=True)
    rate = serializers.CharField(allow_null=True)
    cap = serializers.IntegerField(allow_null=True)
    floor = serializers.IntegerField(allow_null=True)


class ExpenseRuleOutput(serializers.Serializer[Any]):
    """A heading counts only below, or up to, a unit price in yen (N5)."""

    category = serializers.CharField()
    unit_price_below = serializers.IntegerField(allow_null=True)
    unit_price_at_most = serializers.IntegerField(allow_null=True)


class BudgetTermsOutput(serializers.Serializer[Any]):
    """What R1, R2 and the budget's rules need to be worked out on the spot. `nth` is the award that is
    applied for (R3), `remaining_budget` the yen that the department may award before anybody is awarded
    anything (null: no such limit)."""

    nth = serializers.IntegerField()
    steps = AmountStepOutput(many=True)
    terms = serializers.ListField(child=serializers.CharField())
    rate_base = serializers.CharField()
    gap_base = serializers.CharField()
    rounding_unit = serializers.IntegerField()
    rounding_scope = serializers.CharField()
    remaining_budget = serializers.IntegerField(allow_null=True)
    expense_categories = serializers.ListField(child=serializers.CharField())
    income_categories = serializers.ListField(child=serializers.CharField())
    grant_income_categories = serializers.ListField(child=serializers.CharField())
    quote_categories = serializers.ListField(child=serializers.CharField())
    quote_threshold = serializers.IntegerField()
    expense_rules = ExpenseRuleOutput(many=True)
    most_rows = serializers.IntegerField()
