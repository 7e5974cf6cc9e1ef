"""What the meeting gets over HTTP: rankings, recorded scores, amounts, field by field."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from common.api.actions import ActionOutput
from reviews.models import Ranking, RecordedScore


class RankingRowOutput(serializers.Serializer[Any]):
    """One place of a ranking (R9). Sums and means are exact fractions, the score is rounded."""

    application = serializers.IntegerField(source="application_id")
    number = serializers.CharField()
    title = serializers.SerializerMethodField()
    group = serializers.SerializerMethodField()
    rank = serializers.IntegerField(allow_null=True)
    tied = serializers.BooleanField()
    score = serializers.CharField()
    total = serializers.CharField()
    count = serializers.IntegerField()
    totals = serializers.DictField(child=serializers.CharField())
    counted = serializers.ListField(child=serializers.CharField())
    excluded = serializers.ListField(child=serializers.CharField())
    score_before = serializers.CharField(
        source="average_before", help_text="with the scores that are not counted"
    )
    criterion_means = serializers.DictField(child=serializers.CharField())
    passes = serializers.BooleanField()
    failed = serializers.ListField(child=serializers.IntegerField(), help_text="indices into the pass rule")
    requested = serializers.IntegerField(allow_null=True)
    prior_awards = serializers.IntegerField()
    committee_amount = serializers.IntegerField(allow_null=True)
    recorded = serializers.CharField()

    def get_title(self, row: Any) -> str:
        return str(self.context["names"][row.application_id][0])

    def get_group(self, row: Any) -> str:
        return str(self.context["names"][row.application_id][1])


class FrozenOutput(serializers.ModelSerializer[Ranking]):
    class Meta:
        model = Ranking
        fields = ("number", "sha256", "frozen_at")


class RankingOutput(serializers.Serializer[Any]):
    """A department's ranking. `partial`: rows the reader is excluded from are left out, and ranks are
    counted among those shown (R8)."""

    department = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    by_mean = serializers.BooleanField()
    partial = serializers.BooleanField()  # type: ignore[assignment]
    rows = RankingRowOutput(many=True)
    withdrawn = RankingRowOutput(many=True)
    ties = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    frozen = FrozenOutput(many=True)
    actions = ActionOutput(many=True)


class RecordedOutput(serializers.ModelSerializer[RecordedScore]):
    application = serializers.IntegerField(source="application_id")
    basis = serializers.CharField()

    class Meta:
        model = RecordedScore
        fields = ("application", "basis", "points", "reviewers", "at")


class CommitteeAmountOutput(serializers.Serializer[Any]):
    """The amount as it stands; null when there is none."""

    application = serializers.IntegerField()
    amount = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    minute = serializers.CharField()


class ShortlistOutput(serializers.Serializer[Any]):
    shortlisted = serializers.IntegerField()
